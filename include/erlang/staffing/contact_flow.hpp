#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <erlang/detail/check.hpp>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace erlang {

/// What becomes of the contacts at one tier of agents: resolved, escalated to the next tier, or neither.
struct FlowTier {
  double resolution;                     ///< share resolved here, in [0, 1]
  double escalation = 0.0;               ///< share passed to the next tier, in [0, 1]; 0 at the last
  double repeat = 0.0;                   ///< further contacts per contact neither resolved nor escalated, >= 0
  std::optional<std::size_t> repeat_to;  ///< the tier (from 0) at which they come in; not given: at self-service
};

/// The way of contacts through a centre: self-service first, then tiers of agents.
struct ContactFlow {
  double deflection = 0.0;      ///< share of contacts that self-service keeps from agents, in [0, 1]
  double bounce = 0.0;          ///< share of those that come to the first tier after all, in [0, 1]
  std::vector<FlowTier> tiers;  ///< at least one
};

/// Contacts per first contact.
struct FlowVolumes {
  double self_service;           ///< contacts that come in at self-service, repeats included
  double deflected;              ///< kept from agents for good
  std::vector<double> offered;   ///< at each tier
  std::vector<double> first;     ///< of those, on the first way through
  std::vector<double> resolved;  ///< at each tier
  double given_up;               ///< unresolved, without a further contact
  double repeats;                ///< further contacts
  double loop_gain;              ///< further contacts that one contact gives rise to, in the long run; below 1
};

namespace detail {

/// Solves (I − Mᵀ) x = b by elimination without pivoting, stable for the M-matrices met here; empty where a pivot is
/// not positive: then M has a spectral radius of 1 or more.
inline std::vector<double> flow_through(const std::vector<std::vector<double>>& to, std::vector<double> x,
                                        double scale = 1.0) {
  const std::size_t size = x.size();
  std::vector<std::vector<double>> a(size, std::vector<double>(size));
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j) a[i][j] = (i == j ? 1.0 : 0.0) - to[j][i] / scale;
  }
  for (std::size_t k = 0; k < size; ++k) {
    if (!(a[k][k] > 1e-12)) return {};
    for (std::size_t i = k + 1; i < size; ++i) {
      const double factor = a[i][k] / a[k][k];
      for (std::size_t j = k; j < size; ++j) a[i][j] -= factor * a[k][j];
      x[i] -= factor * x[k];
    }
  }
  for (std::size_t k = size; k-- > 0;) {
    for (std::size_t j = k + 1; j < size; ++j) x[k] -= a[k][j] * x[j];
    x[k] /= a[k][k];
  }
  return x;
}

/// The spectral radius of a matrix of numbers >= 0: the smallest number by which it can be divided for the flow through
/// it to be finite.
inline double spectral_radius(const std::vector<std::vector<double>>& to) {
  double high = 0.0;
  for (const auto& row : to) {
    double sum = 0.0;
    for (const double value : row) sum += value;
    high = std::max(high, sum);
  }
  double low = 0.0;
  const std::vector<double> one(to.size(), 1.0);
  for (int i = 0; i < 60 && high - low > 1e-12 * high; ++i) {
    const double middle = 0.5 * (low + high);
    (flow_through(to, one, middle).empty() ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

inline void check_flow(std::string_view function, const ContactFlow& flow) {
  const auto share = [&](std::string_view name, double value) {
    if (!(value >= 0.0 && value <= 1.0)) fail_domain(function, name, "in [0, 1]", value);
  };
  share("deflection", flow.deflection);
  share("bounce", flow.bounce);
  if (flow.tiers.empty()) throw std::invalid_argument(fmt::format("{}: tiers must hold at least one", function));
  for (std::size_t k = 0; k < flow.tiers.size(); ++k) {
    const FlowTier& tier = flow.tiers[k];
    share("resolution", tier.resolution);
    share("escalation", tier.escalation);
    check_non_negative(function, "repeat", tier.repeat);
    if (tier.resolution + tier.escalation > 1.0 + 1e-12) {
      throw std::invalid_argument(
          fmt::format("{}: resolution and escalation of tier {} must add up to 1 or less, got {:g}", function, k,
                      tier.resolution + tier.escalation));
    }
    if (tier.repeat_to && *tier.repeat_to >= flow.tiers.size()) {
      throw std::invalid_argument(fmt::format("{}: repeat_to of tier {} must be a tier", function, k));
    }
  }
  if (flow.tiers.back().escalation > 0.0) {
    throw std::invalid_argument(fmt::format("{}: escalation of the last tier must be 0", function));
  }
}

}  // namespace detail

/// What each tier sees of one first contact, repeats included: the fixed point of a linear flow.
///
/// A contact comes in at self-service, which keeps `deflection` of it from agents; of that, `bounce` comes to the first
/// tier after all. A tier resolves `resolution` and passes on `escalation`; each of the rest makes `repeat` further
/// contacts, which take the same way. With v the contacts at every place, f the first ones and P the shares that go
/// from place to place, v = f + Pᵀ v. It is a steady state: further contacts are taken to come at the same volume at
/// which they arise, so that in a single interval they are those of the intervals and days before.
///
/// @throws std::domain_error  a share outside [0, 1], repeat below 0
/// @throws std::invalid_argument  no tier, resolution + escalation above 1, escalation out of the last tier, or a loop
///         gain of 1 or more: every contact would give rise to another, and the volume would have no end
///
/// first contacts = deflected + Σ resolved + given up, where no repeat is above 1. Cubic in the number of tiers.
[[nodiscard]] inline FlowVolumes flow_volumes(const ContactFlow& flow) {
  constexpr std::string_view function = "flow_volumes";
  detail::check_flow(function, flow);
  const std::size_t places = flow.tiers.size() + 1;  // self-service, then the tiers
  std::vector<std::vector<double>> forward(places, std::vector<double>(places, 0.0));
  std::vector<std::vector<double>> again = forward;
  std::vector<double> unresolved(places, 0.0);
  forward[0][1] = 1.0 - flow.deflection * (1.0 - flow.bounce);
  for (std::size_t k = 1; k < places; ++k) {
    const FlowTier& tier = flow.tiers[k - 1];
    if (k + 1 < places) forward[k][k + 1] = tier.escalation;
    unresolved[k] = std::max(0.0, 1.0 - tier.resolution - tier.escalation);
    again[k][tier.repeat_to ? *tier.repeat_to + 1 : 0] = unresolved[k] * tier.repeat;
  }
  // Further contacts by where they come in, of one contact that comes in at each place.
  std::vector<std::vector<double>> generation(places, std::vector<double>(places, 0.0));
  for (std::size_t from = 0; from < places; ++from) {
    std::vector<double> one(places, 0.0);
    one[from] = 1.0;
    const std::vector<double> seen = detail::flow_through(forward, one);
    for (std::size_t k = 0; k < places; ++k) {
      for (std::size_t into = 0; into < places; ++into) generation[from][into] += seen[k] * again[k][into];
    }
  }
  const double gain = detail::spectral_radius(generation);
  std::vector<double> first(places, 0.0);
  first[0] = 1.0;
  std::vector<std::vector<double>> all = forward;
  for (std::size_t i = 0; i < places; ++i) {
    for (std::size_t j = 0; j < places; ++j) all[i][j] += again[i][j];
  }
  const std::vector<double> seen = gain < 1.0 - 1e-9 ? detail::flow_through(all, first) : std::vector<double>{};
  if (seen.empty()) {
    throw std::invalid_argument(fmt::format(
        "{}: the loop gain must be below 1, got {:.6g}: every contact gives rise to {:.6g} further ones, so "
        "the volume has no end; raise resolution or deflection, or lower repeat",
        function, gain, gain));
  }
  const std::vector<double> once = detail::flow_through(forward, first);
  FlowVolumes result{.self_service = seen[0],
                     .deflected = seen[0] * flow.deflection * (1.0 - flow.bounce),
                     .offered = {seen.begin() + 1, seen.end()},
                     .first = {once.begin() + 1, once.end()},
                     .resolved = {},
                     .given_up = 0.0,
                     .repeats = 0.0,
                     .loop_gain = gain};
  for (std::size_t k = 1; k < places; ++k) {
    const FlowTier& tier = flow.tiers[k - 1];
    result.resolved.push_back(seen[k] * tier.resolution);
    result.given_up += seen[k] * unresolved[k] * std::max(0.0, 1.0 - tier.repeat);
    result.repeats += seen[k] * unresolved[k] * tier.repeat;
  }
  return result;
}

}  // namespace erlang
