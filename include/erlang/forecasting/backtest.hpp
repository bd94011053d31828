#pragma once

#include <algorithm>
#include <cmath>
#include <erlang/forecasting/grid.hpp>
#include <erlang/forecasting/models.hpp>
#include <vector>

/// Rolling-origin backtest: every model forecasts from days in the past, and is measured on what came.
namespace erlang::forecasting {

struct BacktestOptions {
  int origins = 13;
  int step = 5;  ///< days between origins; no divisor of a week, so that every weekday comes at every lead
  int horizon = 28;
};

/// What the models said on one day of the past.
struct Trial {
  int origin = 0;
  int horizon = 0;
  std::vector<Table> forecast;  ///< one per model
};

/// Errors over the leads up to a horizon. Only usual open days with observed counts are scored.
struct Score {
  double wape = missing;           ///< Σ|y − f| / Σy over intervals
  double bias = missing;           ///< Σ(f − y) / Σy
  double day_wape = missing;       ///< the same as wape, over day totals
  double poisson_floor = missing;  ///< wape of a forecast that knows every rate, when counts are Poisson
  int cells = 0;
};

/// E|N − m| / 1 of a Poisson number N with mean m.
inline double poisson_absolute_error(double mean) {
  if (!(mean > 0.0)) return 0.0;
  const double k = std::floor(mean);
  return 2.0 * std::exp((k + 1.0) * std::log(mean) - mean - std::lgamma(k + 1.0));
}

/// Origins from the newest back, each with at least eight weeks behind it where the history allows, else two.
inline std::vector<int> backtest_origins(const Grid& grid, const BacktestOptions& options) {
  const int history = grid.history();
  const int least = history >= 56 + options.step * options.origins ? 56 : std::max(14, std::min(56, history / 2));
  std::vector<int> origins;
  for (int k = 1; k <= options.origins && history - k * options.step >= least; ++k) {
    origins.push_back(history - k * options.step);
  }
  return origins;
}

inline std::vector<Trial> run_backtest(const Grid& grid, const std::vector<Model>& models,
                                       const BacktestOptions& options = {}) {
  std::vector<Trial> trials;
  for (const int origin : backtest_origins(grid, options)) {
    const int horizon = std::min(options.horizon, grid.history() - origin);
    bool any = false;
    for (int day = 0; day < origin && !any; ++day) any = (grid.open.row(day) && grid.volume.row(day).isFinite()).any();
    if (!any) continue;
    Trial trial{origin, horizon, {}};
    for (const Model model : models) trial.forecast.push_back(forecast_with(model, grid, origin, horizon));
    trials.push_back(std::move(trial));
  }
  return trials;
}

/// Weighted mean of the forecasts of a trial.
inline Table combine(const Trial& trial, const std::vector<double>& weight) {
  Table sum = Table::Zero(trial.forecast.front().rows(), trial.forecast.front().cols());
  for (std::size_t m = 0; m < weight.size(); ++m) {
    if (weight[m] > 0.0) sum += weight[m] * trial.forecast[m];
  }
  return sum;
}

/// Whether a day counts in a score: in the history, open, not special.
inline bool scored(const Grid& grid, int day) {
  return day < grid.history() && grid.special[static_cast<std::size_t>(day)] == 0 && grid.is_open(day);
}

/// Errors of the combination with these weights over the leads 1 … horizon.
inline Score score(const Grid& grid, const std::vector<Trial>& trials, const std::vector<double>& weight, int horizon) {
  double sum = 0.0;
  double absolute = 0.0;
  double error = 0.0;
  double days = 0.0;
  double floor = 0.0;
  Score result;
  for (const Trial& trial : trials) {
    const Table forecast = combine(trial, weight);
    for (int h = 0; h < std::min(horizon, trial.horizon); ++h) {
      const int day = trial.origin + h;
      if (!scored(grid, day)) continue;
      double day_error = 0.0;
      for (int slot = 0; slot < grid.slots(); ++slot) {
        if (!observed(grid, day, slot) || std::isnan(forecast(h, slot))) continue;
        const double e = forecast(h, slot) - grid.volume(day, slot);
        absolute += std::fabs(e);
        day_error += e;
        sum += grid.volume(day, slot);
        floor += poisson_absolute_error(forecast(h, slot));
        ++result.cells;
      }
      days += std::fabs(day_error);
      error += day_error;
    }
  }
  if (sum > 0.0) {
    result.wape = absolute / sum;
    result.bias = error / sum;
    result.day_wape = days / sum;
    result.poisson_floor = floor / sum;
  }
  return result;
}

/// Equal weights on the best models by the backtest: those whose wape is within 10 % of the best, up to three, as long
/// as their mean is not clearly (1 %) worse than with one less: a mean is the safer choice. Ties go to the simpler
/// model. Without trials everything goes to `otherwise`.
inline std::vector<double> choose(const Grid& grid, const std::vector<Trial>& trials, std::size_t models, int horizon,
                                  std::size_t otherwise) {
  std::vector<double> best(models, 0.0);
  best[otherwise] = 1.0;
  if (trials.empty() || models < 2) return best;
  std::vector<double> wape(models);
  std::vector<std::size_t> rank(models);
  for (std::size_t m = 0; m < models; ++m) {
    std::vector<double> weight(models, 0.0);
    weight[m] = 1.0;
    wape[m] = score(grid, trials, weight, horizon).wape;
    rank[m] = m;
  }
  if (std::any_of(wape.begin(), wape.end(), [](double w) { return std::isnan(w); })) return best;
  std::stable_sort(rank.begin(), rank.end(), [&](std::size_t a, std::size_t b) { return wape[a] < wape[b]; });

  constexpr double near = 1.10;
  best.assign(models, 0.0);
  best[rank[0]] = 1.0;
  double lowest = wape[rank[0]];
  for (std::size_t count = 2; count <= std::min<std::size_t>(3, models); ++count) {
    if (wape[rank[count - 1]] > near * wape[rank[0]]) break;
    std::vector<double> weight(models, 0.0);
    for (std::size_t k = 0; k < count; ++k) weight[rank[k]] = 1.0 / static_cast<double>(count);
    const double mixed = score(grid, trials, weight, horizon).wape;
    if (mixed > 1.01 * lowest) break;
    lowest = mixed;
    best = weight;
  }
  return best;
}

}  // namespace erlang::forecasting
