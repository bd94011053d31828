#pragma once

#include <cstdint>
#include <erlang/queueing/patience.hpp>
#include <erlang/staffing/rounding.hpp>
#include <erlang/staffing/targets.hpp>
#include <erlang/units.hpp>
#include <limits>
#include <optional>

namespace erlang {

/// How the search for agents ended.
enum class Status : std::uint8_t {
  met,          ///< all targets hold
  limited,      ///< only max_agents stands in the way: agents = max_agents
  unreachable,  ///< some target holds at no number of agents up to `most_agents`
};

/// The queue behind the numbers: Erlang X with lines, redials or a patience that is not exponential.
enum class Model : std::uint8_t { erlang_c, erlang_a, erlang_x, chat };

/// Findings, as bits of `Requirement::warnings`.
enum class Warning : std::uint8_t {
  heavy_loss = 1U << 0U,      ///< more than 20 % of those offered abandon or are blocked: bound them
  default_target = 1U << 1U,  ///< no target was given: 80 % within 20 s is taken
};

/// More agents than this are not searched.
inline constexpr double most_agents = 1e9;

/// How to staff, beside the targets. A time as patience is the mean of an exponential.
struct Staffing {
  std::optional<Patience> patience{};  ///< how long callers wait before they hang up; left out: for ever
  std::optional<Count> lines{};        ///< places, in service and in queue, whole; agents end there. Left out: no limit
  double redial = 0.0;                 ///< share of those lost who call again, in [0, 1)
  bool fractional = false;             ///< the infimum of real agents instead of the first whole number
  double shrinkage = 0.0;              ///< share of scheduled time not on contacts, in [0, 1)
  Rounding rounding = Rounding::up;    ///< of positions
};

/// How an interval performs with a number of agents. Times that do not exist, for a bare load, are NaN.
struct Performance {
  static constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

  double load = nothing;           ///< offered, erlangs; of all attempts, where callers redial
  double service_level = nothing;  ///< by the definition of the targets, within 20 s where they name no time
  Seconds asa{nothing};
  double abandonment = nothing;
  double blocking = nothing;
  double occupancy = nothing;
  double wait_probability = nothing;
  Model model = Model::erlang_c;
  std::uint32_t warnings = 0;  ///< bits of Warning
  std::uint32_t missed = 0;    ///< bit 1 << Binding of every target missed

  [[nodiscard]] constexpr bool warns(Warning warning) const noexcept {
    return (warnings & static_cast<std::uint32_t>(warning)) != 0;
  }
  [[nodiscard]] constexpr bool misses(Binding target) const noexcept {
    return (missed >> static_cast<std::uint32_t>(target) & 1U) != 0;
  }
};

/// What an interval needs, and how it then performs. Where a target is unreachable, agents and measures are NaN;
/// where the status is not met, `missed` says why.
struct Requirement : Performance {
  double agents = nothing;     ///< productive agents on contacts
  double scheduled = nothing;  ///< agents / (1 − shrinkage), never rounded
  double positions = nothing;  ///< scheduled, rounded
  Status status = Status::met;
  Binding binding = Binding::none;  ///< the first target, then min_agents, that fails with one agent fewer
};

}  // namespace erlang
