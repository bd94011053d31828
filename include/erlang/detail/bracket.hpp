#pragma once

#include <erlang/errors.hpp>

#include <cmath>
#include <string>

/// Roots in a bracket.
namespace erlang::detail {

/// A bracket with the values of a function at its ends, which differ in sign.
struct Bracket {
  double low;
  double at_low;
  double high;
  double at_high;
};

/// The root of a continuous function in a bracket, by the Illinois variant of regula falsi.
/// @param relative  settled once a step is at most this times max(1, |root|), or the function is 0
/// @throws ConvergenceError  named after `what`, after 200 steps
template <class Function>
double root_in(const char* what, Bracket in, double relative, Function&& f) {
  if (in.at_low == 0.0) return in.low;
  if (in.at_high == 0.0) return in.high;
  const bool rising = in.at_low < 0.0;
  double point = in.high;
  double last = in.high - in.low;
  int side = 0;
  for (int i = 0; i < 200; ++i) {
    double next = in.low + (in.high - in.low) * (in.at_low / (in.at_low - in.at_high));
    if (i % 16 == 15) next = 0.5 * (in.low + in.high);  // one end may hardly move
    last = std::fabs(next - point);
    point = next;
    const double here = f(point);
    if (here == 0.0 || last <= relative * std::fmax(1.0, std::fabs(point)) || !(in.low < point && point < in.high))
      return point;
    if ((here < 0.0) == rising) {
      in.low = point;
      in.at_low = here;
      if (side == 1) in.at_high *= 0.5;
      side = 1;
    } else {
      in.high = point;
      in.at_high = here;
      if (side == -1) in.at_low *= 0.5;
      side = -1;
    }
  }
  throw ConvergenceError(what, 200, last);
}

}  // namespace erlang::detail
