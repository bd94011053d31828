#pragma once

// Deferred work: e-mail, cases, back office. A backlog with ages, and the least agents that keep its response target.
#include <erlang/staffing/deferred_agents.hpp>
#include <erlang/staffing/deferred_course.hpp>
#include <erlang/staffing/deferred_work.hpp>
