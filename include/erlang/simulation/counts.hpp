#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace erlang {

/// What is counted in one replication, for the contacts that arrive in one interval (waits and outcomes, however
/// late they come) or for the clock time of one interval (the seconds of agents).
struct Counts {
  double offered = 0;           ///< contacts that came
  double blocked = 0;           ///< of those, found all lines taken
  double answered = 0;          ///< were answered
  double answered_within = 0;   ///< were answered within `answer_within`
  double abandoned = 0;         ///< hung up; offered = blocked + answered + abandoned
  double abandoned_within = 0;  ///< hung up within `short_abandon`
  double waited = 0;            ///< entered and were not answered at once
  double within_max_wait = 0;   ///< entered and waited no longer than `max_wait`, answered or not
  double virtual_within = 0;    ///< entered where one who never hangs up would be answered within `answer_within`
  double wait_answered = 0;     ///< s, sum of the waits of those answered
  double wait_all = 0;          ///< s, sum of the waits of all who entered
  double wait_virtual = 0;      ///< s, sum of what all who entered would wait without ever hanging up
  double busy = 0;              ///< agent-seconds on contacts
  double available = 0;         ///< agent-seconds on the phones, and of finishing a call after leaving
  double on_phones = 0;         ///< agent-seconds on the phones
  double open = 0;              ///< s, length of the interval

  Counts& operator+=(const Counts& other) noexcept {
    offered += other.offered;
    blocked += other.blocked;
    answered += other.answered;
    answered_within += other.answered_within;
    abandoned += other.abandoned;
    abandoned_within += other.abandoned_within;
    waited += other.waited;
    within_max_wait += other.within_max_wait;
    virtual_within += other.virtual_within;
    wait_answered += other.wait_answered;
    wait_all += other.wait_all;
    wait_virtual += other.wait_virtual;
    busy += other.busy;
    available += other.available;
    on_phones += other.on_phones;
    open += other.open;
    return *this;
  }

  friend bool operator==(const Counts&, const Counts&) = default;
};

/// What the simulation tells, each the ratio of two sums of counts.
enum class Measure : std::uint8_t {
  offered,               ///< contacts per interval, day or period: its denominator is 1
  agents,                ///< mean number of people on the phones
  answered_of_offered,   ///< the five service levels, as in the queueing room
  answered_of_answered,  //
  abandons_excluded,
  abandons_counted,
  virtual_wait,
  asa,               ///< s, mean wait of those answered
  asa_all,           ///< s, mean wait of all who entered
  asa_virtual_wait,  ///< s, mean wait of all who entered, had they never hung up
  abandonment,       ///< share of offered
  blocking,          ///< share of offered
  wait_probability,  ///< share of offered that enters and waits
  wait_within,       ///< share of those who entered that waits no longer than `max_wait`
  occupancy,         ///< busy by available agent-seconds
};

inline constexpr std::size_t measure_count = 15;

/// Names of the measures, in the order of the enumeration.
inline constexpr std::array<std::string_view, measure_count> measure_names{"offered",
                                                                           "agents",
                                                                           "answered_of_offered",
                                                                           "answered_of_answered",
                                                                           "abandons_excluded",
                                                                           "abandons_counted",
                                                                           "virtual_wait",
                                                                           "asa",
                                                                           "asa_all",
                                                                           "asa_virtual_wait",
                                                                           "abandonment",
                                                                           "blocking",
                                                                           "wait_probability",
                                                                           "wait_within",
                                                                           "occupancy"};

/// Numerator and denominator of a measure.
struct Ratio {
  double numerator;
  double denominator;
};

/// The two sides of a measure in these counts. Cost O(1).
inline Ratio ratio(Measure measure, const Counts& c) noexcept {
  switch (measure) {
    case Measure::offered:
      return {c.offered, 1.0};
    case Measure::agents:
      return {c.on_phones, c.open};
    case Measure::answered_of_offered:
      return {c.answered_within, c.offered};
    case Measure::answered_of_answered:
      return {c.answered_within, c.answered};
    case Measure::abandons_excluded:
      return {c.answered_within, c.offered - c.abandoned_within};
    case Measure::abandons_counted:
      return {c.answered_within + c.abandoned_within, c.offered};
    case Measure::virtual_wait:
      return {c.virtual_within, c.offered};
    case Measure::asa:
      return {c.wait_answered, c.answered};
    case Measure::asa_all:
      return {c.wait_all, c.offered - c.blocked};
    case Measure::asa_virtual_wait:
      return {c.wait_virtual, c.offered - c.blocked};
    case Measure::abandonment:
      return {c.abandoned, c.offered};
    case Measure::blocking:
      return {c.blocked, c.offered};
    case Measure::wait_probability:
      return {c.waited, c.offered};
    case Measure::wait_within:
      return {c.within_max_wait, c.offered - c.blocked};
    case Measure::occupancy:
      return {c.busy, c.available};
  }
  return {std::numeric_limits<double>::quiet_NaN(), 1.0};
}

}  // namespace erlang
