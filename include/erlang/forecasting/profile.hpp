#pragma once

#include <algorithm>
#include <cmath>
#include <erlang/forecasting/grid.hpp>
#include <vector>

/// The shape of a day: the share of its contacts in each slot, per weekday and per type of special day.
namespace erlang::forecasting {

struct ProfileOptions {
  double half_life = 42.0;  ///< days after which an old day counts half
  double dispersion = 1.5;  ///< variance of a count over its mean, taken for noise
  double smoothing = 1.0;   ///< slots over which a deviation from the pooled shape is averaged
  double clip = 4.0;        ///< standard deviations beyond which a single count is pulled in
};

struct Profiles {
  Table weekday;          ///< weekdays x slots, rows sum to 1; a weekday never seen has the pooled shape
  Eigen::ArrayXd pooled;  ///< shape over all days
  Table special;          ///< special types x slots: factor on the weekday's shape, 1 where nothing is known
};

/// Gaussian average over neighbouring slots with weights; slots of weight 0 take from their neighbours.
inline Eigen::ArrayXd smooth_slots(const Eigen::ArrayXd& value, const Eigen::ArrayXd& weight, double width) {
  if (width <= 0.0) return value;
  const int slots = static_cast<int>(value.size());
  const int reach = static_cast<int>(std::ceil(4.0 * width));
  Eigen::ArrayXd kernel(reach + 1);
  for (int k = 0; k <= reach; ++k) kernel(k) = std::exp(-0.5 * (k / width) * (k / width));
  Eigen::ArrayXd result = value;
  for (int slot = 0; slot < slots; ++slot) {
    double sum = 0.0;
    double mass = 0.0;
    for (int other = std::max(0, slot - reach); other <= std::min(slots - 1, slot + reach); ++other) {
      const double w = kernel(std::abs(other - slot)) * weight(other);
      sum += w * value(other);
      mass += w;
    }
    if (mass > 0.0) result(slot) = sum / mass;
  }
  return result;
}

/// Factor on an expected shape from counts: count / expected, smoothed over slots, held towards 1 where the expected
/// count is small beside the noise. The strength comes from the data: variance of the ratio beyond that of counts.
inline Eigen::ArrayXd shrunk_ratio(const Eigen::ArrayXd& count, const Eigen::ArrayXd& expected,
                                   const ProfileOptions& options) {
  const auto slots = expected.size();
  const double mass = expected.sum();
  Eigen::ArrayXd deviation = Eigen::ArrayXd::Zero(slots);
  if (!(mass > 0.0)) return deviation + 1.0;
  double excess = 0.0;
  for (Eigen::Index slot = 0; slot < slots; ++slot) {
    if (!(expected(slot) > 0.0)) continue;
    deviation(slot) = count(slot) / expected(slot) - 1.0;
    excess += expected(slot) * deviation(slot) * deviation(slot) - options.dispersion;
  }
  const double spread = std::max(0.0, excess / mass);
  deviation = smooth_slots(deviation, expected, options.smoothing);
  for (Eigen::Index slot = 0; slot < slots; ++slot) {
    const double noise = expected(slot) > 0.0 ? options.dispersion / expected(slot) : 1.0;
    // Smoothing has taken part of the noise away already: hence the root.
    deviation(slot) *= spread > 0.0 ? std::sqrt(spread / (spread + noise)) : 0.0;
  }
  return (1.0 + deviation).max(0.05);
}

/// Profiles from the counts of the given days.
/// @param day     days used, oldest first
/// @param level   expected total per day
/// @param weight  weight per day beyond its age, 0 … 1
/// @param spread  standard deviation of a rate around the expected one, as a fraction (used to find outlying counts)
inline Profiles make_profiles(const Grid& grid, int origin, const std::vector<int>& day,
                              const std::vector<double>& level, const std::vector<double>& weight, double spread,
                              const ProfileOptions& options, const Profiles* before = nullptr) {
  const int slots = grid.slots();
  Table count = Table::Zero(weekdays, slots);
  Table base = Table::Zero(weekdays, slots);
  for (std::size_t i = 0; i < day.size(); ++i) {
    const auto at = static_cast<std::size_t>(day[i]);
    if (grid.special[at] != 0) continue;
    const int weekday = grid.weekday[at];
    const double w = weight[i] * std::exp2((day[i] - origin + 1) / options.half_life);
    for (int slot = 0; slot < slots; ++slot) {
      if (!observed(grid, day[i], slot)) continue;
      double value = grid.volume(day[i], slot);
      if (before != nullptr) {
        const double mean = level[i] * before->weekday(weekday, slot);
        const double reach = options.clip * std::sqrt(std::max(mean, 1.0) + spread * spread * mean * mean);
        value = std::clamp(value, std::max(0.0, mean - reach), mean + reach);
      }
      count(weekday, slot) += w * value;
      base(weekday, slot) += w * level[i];
    }
  }
  Profiles result;
  const Eigen::ArrayXd all_base = base.colwise().sum();
  const Eigen::ArrayXd all_count = count.colwise().sum();
  // A slot that was open and empty so far is not closed: a quarter of a contact in all.
  result.pooled = (all_base > 0.0).select(all_count.max(0.25) / all_base.max(1e-300), 0.0);
  if (result.pooled.sum() > 0.0)
    result.pooled /= result.pooled.sum();
  else
    result.pooled.setConstant(1.0 / slots);

  result.weekday = Table::Zero(weekdays, slots);
  for (int weekday = 0; weekday < weekdays; ++weekday) {
    const Eigen::ArrayXd own = base.row(weekday).transpose();
    const double mass = own.maxCoeff();
    Eigen::ArrayXd shape = mass > 0.0 ? Eigen::ArrayXd((own > 0.0).select(result.pooled, 0.0)) : result.pooled;
    if (mass > 0.0 && shape.sum() > 0.0) {
      shape /= shape.sum();
      shape *= shrunk_ratio(count.row(weekday).transpose(), shape * own, options);
    }
    const double sum = shape.sum();
    result.weekday.row(weekday) = (sum > 0.0 ? Eigen::ArrayXd(shape / sum) : result.pooled).transpose();
  }
  return result;
}

/// Factors on the weekday's shape for each type of special day with at least two examples.
inline void add_special_profiles(Profiles& profiles, const Grid& grid, const std::vector<int>& day,
                                 const std::vector<double>& total, const ProfileOptions& options) {
  const int types = grid.special_types();
  const int slots = grid.slots();
  profiles.special = Table::Constant(types, slots, 1.0);
  for (int type = 1; type <= types; ++type) {
    Eigen::ArrayXd count = Eigen::ArrayXd::Zero(slots);
    Eigen::ArrayXd expected = Eigen::ArrayXd::Zero(slots);
    int examples = 0;
    for (std::size_t i = 0; i < day.size(); ++i) {
      const auto at = static_cast<std::size_t>(day[i]);
      if (grid.special[at] != type) continue;
      ++examples;
      for (int slot = 0; slot < slots; ++slot) {
        if (!observed(grid, day[i], slot)) continue;
        count(slot) += grid.volume(day[i], slot);
        expected(slot) += total[i] * profiles.weekday(grid.weekday[at], slot);
      }
    }
    if (examples >= 2) profiles.special.row(type - 1) = shrunk_ratio(count, expected, options).transpose();
  }
}

}  // namespace erlang::forecasting
