#pragma once

#include <erlang/queueing/modified_offered_load.hpp>
#include <erlang/queueing/traffic.hpp>
#include <erlang/units.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <variant>
#include <vector>

namespace erlang {

/// What agents do whose shift ends while they are on a call.
enum class Leaving : std::uint8_t {
  exhaustive,  ///< they finish it, take no other, and leave
  preemptive,  ///< they leave at once; the call goes back to the head of the queue
};

/// One interval of constant arrival rate and staff.
struct TransientInterval {
  Traffic traffic;  ///< what is offered; intervals may differ in length and handle time
  Count agents;     ///< >= 0, real-valued
  Seconds patience{std::numeric_limits<double>::infinity()};  ///< mean, > 0, infinite where nobody hangs up
};

/// The state of a queue at an instant: what a day begins with, and what it hands on to the next.
struct TransientState {
  /// Probability of k in system, by k, where no more are busy than there are agents.
  std::vector<double> in_system;
  /// finishing[i][q]: probability of `finishing_from` + i busy and q waiting, with more busy than agents.
  std::vector<std::vector<double>> finishing{};
  std::ptrdiff_t finishing_from = 0;
  /// The agents there were; not given: those of the interval that begins.
  std::optional<double> agents{};

  friend bool operator==(const TransientState&, const TransientState&) = default;
};

/// What is in progress when the first interval begins: nothing, the steady state of the first interval, so many
/// contacts, or a state. With endless patience a steady state needs fewer erlangs than agents.
using TransientStart = std::variant<Opening, Count, TransientState>;

struct TransientOptions {
  Leaving leaving = Leaving::exhaustive;
  TransientStart initial = Opening::empty;
  std::optional<Seconds> answer_within{};  ///< >= 0; not given: no service level, which is cheaper
  std::optional<Seconds> short_abandon{};  ///< >= 0; not given: answer_within
  void (*interrupt)() = nullptr;           ///< called before each interval; may throw to stop the run
  /// Run only so many of the intervals; the rest say what staff those who wait will meet. Not given: all.
  std::optional<std::size_t> run_first{};
  bool count_doomed = true;  ///< whether `abandoned_of_arrivals` is asked for; without it a service level is cheaper
};

/// What happens in one interval, in expectation.
struct TransientMeasures {
  double offered = 0;       ///< contacts that arrive
  double waited = 0;        ///< of those, find no agent free
  double abandoned = 0;     ///< hang up in the interval, whenever they came
  double completed = 0;     ///< are finished in the interval, whenever they came
  double waiting_time = 0;  ///< caller-seconds spent waiting in the interval
  double busy_time = 0;     ///< agent-seconds on contacts
  double surplus_time = 0;  ///< of those, by agents finishing a call after their shift
  /// Of the contacts that arrive in the interval, whenever it happens: answered within `answer_within`; abandoned
  /// within `short_abandon`; answered within `answer_within` had they never hung up. NaN where not asked for.
  double answered_within = std::numeric_limits<double>::quiet_NaN();
  double abandoned_within = std::numeric_limits<double>::quiet_NaN();
  double virtual_within = std::numeric_limits<double>::quiet_NaN();
  /// Of the contacts that arrive in the interval, those who hang up, whenever: with agents who leave at once also those
  /// whose call had gone back to the queue. NaN without `answer_within`.
  double abandoned_of_arrivals = std::numeric_limits<double>::quiet_NaN();
  // At its end, before the agents of the next interval come:
  double in_system = 0;       ///< contacts in system
  double busy = 0;            ///< on contacts
  double queue = 0;           ///< waiting: what the next interval takes over
  double all_busy = 0;        ///< P(an arrival would wait)
  double queue_nonempty = 0;  ///< P(somebody waits)

  friend bool operator==(const TransientMeasures&, const TransientMeasures&) = default;
};

struct TransientResult {
  std::vector<TransientMeasures> intervals;
  TransientState end;  ///< to begin the next run with
  double error = 0;    ///< bound on the truncation error of every state probability, in total variation
};

}  // namespace erlang
