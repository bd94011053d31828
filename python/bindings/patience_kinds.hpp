#pragma once

#include <erlang/queueing/patience.hpp>

#include <stdexcept>

#include "bindings.hpp"

namespace erlang::python {

/// The kinds of patience in the order of python/erlang/_queueing/patience.py, each with up to three numbers; NaN is not
/// given.
inline Patience patience_of(int kind, double a, double b, double c, double balking, const Empirical& samples) {
  switch (kind) {
    case 1:
      return Exponential{.mean = Seconds{a}, .balking = balking};
    case 2:
      return Lognormal{.mean = Seconds{a}, .cv = b, .balking = balking};
    case 3:
      return Weibull{.mean = Seconds{a}, .cv = b, .balking = balking};
    case 4:
      return Weibull{.mean = Seconds{a}, .shape = b, .balking = balking};
    case 5:
      return Hyperexponential{.share = a, .first = Seconds{b}, .second = Seconds{c}, .balking = balking};
    case 6:
      return Uniform{.low = Seconds{a}, .high = Seconds{b}, .balking = balking};
    case 7:
      return Deterministic{.value = Seconds{a}, .balking = balking};
    case 8: {
      Empirical patience = samples;
      patience.balking = balking;
      return patience;
    }
    default:
      throw std::invalid_argument("no such patience");
  }
}

}  // namespace erlang::python
