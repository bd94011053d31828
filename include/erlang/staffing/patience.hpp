#pragma once

// How long callers are willing to wait, from call records and from interval counts.
#include <erlang/staffing/patience_counts.hpp>
#include <erlang/staffing/patience_fit.hpp>
#include <erlang/staffing/patience_survival.hpp>
