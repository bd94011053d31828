#include <erlang/batch.hpp>

namespace erlang::batch {

void erlang_b(std::span<const double> load, std::span<const double> servers, std::span<double> blocking) {
  arrays::erlang_b(load, servers, blocking);
}

void erlang_c(std::span<const double> load, std::span<const double> agents, std::span<double> wait_probability) {
  arrays::erlang_c(load, agents, wait_probability);
}

void erlang_c(const TrafficRows& traffic, std::span<const double> agents, const ServiceLevelRows& level,
              std::span<Measures> measures) {
  arrays::erlang_c(traffic, agents, level, measures);
}

void erlang_a(const TrafficRows& traffic, std::span<const double> agents, std::span<const double> patience,
              const ServiceLevelRows& level, std::span<Measures> measures) {
  arrays::erlang_a(traffic, agents, patience, level, measures);
}

}  // namespace erlang::batch
