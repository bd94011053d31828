#pragma once

// Targets to agents: the inverse of the queue models, shrinkage and rounding, load carried across intervals.

#include <erlang/staffing/blend_agents.hpp>
#include <erlang/staffing/chat_agents.hpp>
#include <erlang/staffing/contact_flow.hpp>
#include <erlang/staffing/course.hpp>
#include <erlang/staffing/deferred.hpp>
#include <erlang/staffing/inverses.hpp>
#include <erlang/staffing/n_design_agents.hpp>
#include <erlang/staffing/patience.hpp>
#include <erlang/staffing/priority_agents.hpp>
#include <erlang/staffing/repair.hpp>
#include <erlang/staffing/required_agents.hpp>
#include <erlang/staffing/required_lines.hpp>
#include <erlang/staffing/requirement.hpp>
#include <erlang/staffing/rounding.hpp>
#include <erlang/staffing/shrinkage.hpp>
#include <erlang/staffing/sipp.hpp>
#include <erlang/staffing/targets.hpp>
#include <erlang/staffing/uncertain_agents.hpp>
