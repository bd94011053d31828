#pragma once

/// Queue models and their measures.

#include <erlang/queueing/arrays.hpp>
#include <erlang/queueing/backlog_carryover.hpp>
#include <erlang/queueing/blend.hpp>
#include <erlang/queueing/chat.hpp>
#include <erlang/queueing/engset.hpp>
#include <erlang/queueing/erlang_a.hpp>
#include <erlang/queueing/erlang_b.hpp>
#include <erlang/queueing/erlang_b_inverse.hpp>
#include <erlang/queueing/erlang_c.hpp>
#include <erlang/queueing/erlang_x.hpp>
#include <erlang/queueing/erlang_x_limits.hpp>
#include <erlang/queueing/extended_erlang_b.hpp>
#include <erlang/queueing/heavy_traffic.hpp>
#include <erlang/queueing/mdn.hpp>
#include <erlang/queueing/measures.hpp>
#include <erlang/queueing/mgn.hpp>
#include <erlang/queueing/mgn_approximation.hpp>
#include <erlang/queueing/modified_offered_load.hpp>
#include <erlang/queueing/n_design.hpp>
#include <erlang/queueing/overflow.hpp>
#include <erlang/queueing/patience.hpp>
#include <erlang/queueing/priorities.hpp>
#include <erlang/queueing/random_rate.hpp>
#include <erlang/queueing/rate_quantile.hpp>
#include <erlang/queueing/redial_orbit.hpp>
#include <erlang/queueing/service_level.hpp>
#include <erlang/queueing/sinusoidal_load.hpp>
#include <erlang/queueing/traffic.hpp>
#include <erlang/queueing/transient.hpp>
