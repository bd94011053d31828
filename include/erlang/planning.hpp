#pragma once

// Umbrella of the room; its headers are listed here.
