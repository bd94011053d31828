#pragma once

#include <erlang/queueing/erlang_a.hpp>
#include <erlang/queueing/erlang_b.hpp>
#include <erlang/queueing/erlang_c.hpp>
#include <erlang/queueing/service_level.hpp>
#include <erlang/units.hpp>

#include <fmt/format.h>

#include <concepts>
#include <optional>
#include <ostream>
#include <string>
#include <variant>

namespace erlang {

/// The measures of one queue, all at once. Shares are of offered, in [0, 1].
struct Measures {
  double load = 0.0;              ///< offered, in erlangs
  double service_level = 0.0;     ///< in the definition asked for
  double wait_probability = 0.0;  ///< share that enters and waits
  Seconds asa{0.0};               ///< mean wait of those answered
  Seconds asa_all{0.0};           ///< mean wait of all who enter, until answer or hanging up
  Seconds asa_virtual_wait{0.0};  ///< mean wait of one who never hangs up
  double abandonment = 0.0;       ///< share that hangs up
  double blocking = 0.0;          ///< share turned away
  double occupancy = 0.0;         ///< share of the agents' time spent busy
  double queue_length = 0.0;      ///< mean number waiting

  friend bool operator==(const Measures&, const Measures&) = default;
};

/// A queue model whose measures in seconds exist: ErlangB<Traffic>, ErlangC<Traffic>, ErlangA.
template <class Model>
concept TimedModel = requires(const Model& queue, Seconds time) {
  { service_level(queue, time) } -> std::convertible_to<double>;
  { asa(queue) } -> std::same_as<Seconds>;
};

/// All measures at once.
/// @param answer_within  T of the service level, >= 0 s
/// @throws std::domain_error  for a negative or infinite time
template <TimedModel Model>
Measures measures(const Model& queue, Seconds answer_within,
                  ServiceLevel definition = ServiceLevel::answered_of_offered,
                  std::optional<Seconds> short_abandon = {}) {
  return {.load = queue.load(),
          .service_level = service_level(queue, answer_within, definition, short_abandon),
          .wait_probability = wait_probability(queue),
          .asa = asa(queue, WaitOf::answered),
          .asa_all = asa(queue, WaitOf::all),
          .asa_virtual_wait = asa(queue, WaitOf::virtual_wait),
          .abandonment = abandonment(queue),
          .blocking = blocking(queue),
          .occupancy = occupancy(queue),
          .queue_length = queue_length(queue)};
}

/// One line, `name=value` separated by blanks; times in seconds.
inline std::string to_string(const Measures& m) {
  return fmt::format(
      "load={:.6g} service_level={:.6g} wait_probability={:.6g} asa={:.6g}s asa_all={:.6g}s asa_virtual_wait={:.6g}s "
      "abandonment={:.6g} blocking={:.6g} occupancy={:.6g} queue_length={:.6g}",
      m.load, m.service_level, m.wait_probability, m.asa.count(), m.asa_all.count(), m.asa_virtual_wait.count(),
      m.abandonment, m.blocking, m.occupancy, m.queue_length);
}

inline std::ostream& operator<<(std::ostream& out, const Measures& measures) {
  return out << to_string(measures);
}

}  // namespace erlang
