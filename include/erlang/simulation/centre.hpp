#pragma once

#include <cstdint>
#include <erlang/units.hpp>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace erlang {

/// A queue as it is simulated: contacts offered per interval, their handle times and their patience.
///
/// Arrivals are Poisson with a constant rate inside each interval; handle times and patience are exponential with
/// the means of the interval of arrival; answers are first come, first served.
struct Queue {
  /// Name, unique in the centre.
  std::string name{};
  /// Starts of the open intervals, increasing by at least `interval`; a longer step is a closed gap between openings.
  std::vector<Seconds> start{};
  /// Length of every interval, > 0.
  GivenSeconds interval;
  /// Expected contacts per interval, finite and >= 0: one per interval, or one row of them per replication.
  std::vector<double> offered{};
  /// Mean handle time, finite and > 0: one for all, or one per interval.
  std::vector<Seconds> aht{};
  /// Mean patience, >= 0, infinite where nobody hangs up: none given (nobody hangs up), one for all, one per interval.
  std::vector<Seconds> patience{};
  /// Number of the day of each interval, for the results by day; empty: whole days of 86 400 s since time 0.
  std::vector<int> day{};
  /// Places in service and in queue together, > 0; who comes beyond is blocked.
  double lines = std::numeric_limits<double>::infinity();
  /// The T of the service level, >= 0.
  Seconds answer_within{20.0};
  /// Up to which wait an abandonment is short, >= 0; not given: `answer_within`.
  std::optional<Seconds> short_abandon{};
  /// The wait whose share of contacts is measured (`Measure::wait_within`), >= 0; not given: not measured.
  std::optional<Seconds> max_wait{};
};

/// The people of a queue: how many are on the phones in each slot.
///
/// A real number x means the whole number below or above it: one uniform number per replication, queue and day
/// decides for all slots of the day, so that the mean is x. Slots need not be those of the queue; where the queue
/// is open and no slot is, nobody is there; slots outside the opening hours do not count.
struct Group {
  std::string name{};
  /// Names of the queues served: one, its own.
  std::vector<std::string> queues{};
  /// Starts of the slots, increasing by at least `interval`.
  std::vector<Seconds> start{};
  /// Length of every slot, > 0.
  GivenSeconds interval;
  /// People on the phones per slot, finite and >= 0.
  std::vector<double> agents{};
};

/// How a contact finds an agent. With one group per queue the agents of a group are alike.
enum class Routing : std::uint8_t { longest_idle };

/// Queues and the groups that serve them; each queue has one group of its own.
struct Centre {
  std::vector<Queue> queues{};
  std::vector<Group> groups{};
  Routing routing = Routing::longest_idle;
};

}  // namespace erlang
