#pragma once

#include <cmath>
#include <erlang/forecasting/grid.hpp>
#include <erlang/forecasting/profile.hpp>
#include <stdexcept>

/// Average handle time per slot: total handle time over handled contacts, never a mean of means.
namespace erlang::forecasting {

struct HandleTimeOptions {
  double half_life = 42.0;  ///< days after which an old day counts half
  double contacts = 100.0;  ///< handled contacts at which a slot's own ratio gets half the say
  double smoothing = 1.5;   ///< slots over which the ratio is averaged
};

/// Expected handle time in seconds per slot of the day.
/// @param handled  days x slots, contacts; NaN where unknown
/// @param aht      days x slots, seconds; NaN where none was handled
///
/// One level for all days, weighted by contacts and recency, times a slot ratio that is smoothed and held hard
/// towards 1: single handle times vary so much that a slot of a few contacts says nothing. NaN when nothing was
/// handled at all.
inline Eigen::ArrayXd handle_time_profile(const Table& handled, const Table& aht,
                                          const HandleTimeOptions& options = {}) {
  if (handled.rows() != aht.rows() || handled.cols() != aht.cols()) {
    throw std::invalid_argument("handle_time_profile: handled and aht must have the same shape");
  }
  const auto days = handled.rows();
  const auto slots = handled.cols();
  Eigen::ArrayXd contacts = Eigen::ArrayXd::Zero(slots);
  Eigen::ArrayXd seconds = Eigen::ArrayXd::Zero(slots);
  for (Eigen::Index day = 0; day < days; ++day) {
    const double weight = std::exp2(static_cast<double>(day - days + 1) / options.half_life);
    for (Eigen::Index slot = 0; slot < slots; ++slot) {
      const double n = handled(day, slot);
      const double each = aht(day, slot);
      if (!(n > 0.0) || !(each > 0.0)) continue;
      contacts(slot) += weight * n;
      seconds(slot) += weight * n * each;
    }
  }
  if (!(contacts.sum() > 0.0)) return Eigen::ArrayXd::Constant(slots, missing);
  const double level = seconds.sum() / contacts.sum();
  const Eigen::ArrayXd ratio = (contacts > 0.0).select(seconds / (level * contacts.max(1e-300)), 1.0);
  const Eigen::ArrayXd smooth = smooth_slots(ratio, contacts, options.smoothing);
  return level * (1.0 + (smooth - 1.0) * contacts / (contacts + options.contacts));
}

}  // namespace erlang::forecasting
