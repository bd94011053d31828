#pragma once

#include <algorithm>
#include <array>
#include <erlang/forecasting/backtest.hpp>
#include <erlang/forecasting/day_profile.hpp>
#include <erlang/forecasting/models.hpp>
#include <erlang/forecasting/spread.hpp>
#include <vector>

/// The whole forecast of one queue: models, backtest, choice, spread.
namespace erlang::forecasting {

struct Automatic {
  std::vector<Model> models;              ///< those that competed
  std::vector<double> weight;             ///< of each in the forecast, sum 1
  std::vector<int> score_horizon;         ///< days ahead of the rows below
  std::vector<std::vector<Score>> score;  ///< per horizon: one per model, then the combination in use
  int trials = 0;
  Table mean;                     ///< horizon x slots; NaN where closed
  std::array<Table, 5> quantile;  ///< at quantile_levels
  Spread spread;
  DayProfile fit;               ///< of the heaviest day x profile model, or day_profile
  std::vector<DayParts> parts;  ///< of that fit, per day of the horizon
  Table benchmark;              ///< the median of six weeks, for comparison
};

/// Models that may compete with this many days of history: averages alone below eight weeks.
inline std::vector<Model> eligible_models(int history) {
  if (history < 28) return {Model::median_of_weeks, Model::weekday_profile};
  if (history < 56) return {Model::median_of_weeks, Model::mean_of_weeks, Model::weekday_profile};
  return {all_models.begin(), all_models.end()};
}

/// Forecast of the `horizon` days that follow the history. An empty `models` means: all that the
/// length of the history allows, chosen by backtest.
inline Automatic forecast_automatically(const Grid& grid, int horizon, std::vector<Model> models = {},
                                        const BacktestOptions& options = {}) {
  check(grid);
  check_span(grid, grid.history(), horizon);
  Automatic result;
  const int history = grid.history();
  const bool choosing = models.empty();
  result.models = choosing ? eligible_models(history) : std::move(models);
  if (!choosing &&
      std::find(result.models.begin(), result.models.end(), Model::median_of_weeks) == result.models.end()) {
    result.models.insert(result.models.begin(), Model::median_of_weeks);
  }
  const auto count = result.models.size();

  BacktestOptions tested = options;
  tested.horizon = std::clamp(horizon, 7, options.horizon);
  const auto trials = run_backtest(grid, result.models, tested);
  result.trials = static_cast<int>(trials.size());
  if (choosing) {
    const auto fallback = std::find(result.models.begin(), result.models.end(), Model::weekday_profile);
    result.weight =
        choose(grid, trials, count, std::max(horizon, 7), static_cast<std::size_t>(fallback - result.models.begin()));
  } else {
    // A model asked for by name is used; the median of weeks is only scored beside it.
    result.weight.assign(count, 0.0);
    result.weight.back() = 1.0;
  }

  for (const int lead : {1, 7, 28}) {
    if (lead > tested.horizon) continue;
    result.score_horizon.push_back(lead);
    auto& row = result.score.emplace_back();
    for (std::size_t m = 0; m < count; ++m) {
      std::vector<double> alone(count, 0.0);
      alone[m] = 1.0;
      row.push_back(score(grid, trials, alone, lead));
    }
    row.push_back(score(grid, trials, result.weight, lead));
  }

  result.mean = Table::Zero(horizon, grid.slots());
  Model explained = history >= 56 ? Model::day_profile : Model::weekday_profile;
  double heaviest = 0.0;
  for (std::size_t m = 0; m < count; ++m) {
    if (result.models[m] < Model::weekday_profile || result.weight[m] <= heaviest) continue;
    heaviest = result.weight[m];
    explained = result.models[m];
  }
  result.fit = fit_day_profile(grid, history, options_of(explained));
  result.parts = day_parts(result.fit, grid, history, horizon);
  const Table explained_mean = predict(result.fit, grid, history, horizon);
  result.benchmark = median_of_weeks(grid, history, horizon);
  for (std::size_t m = 0; m < count; ++m) {
    if (!(result.weight[m] > 0.0)) continue;
    const Table mean =
        result.models[m] == explained ? explained_mean : forecast_with(result.models[m], grid, history, horizon);
    // A slot the weeks have not seen is taken from the model that knows every slot.
    result.mean += result.weight[m] * mean.isNaN().select(explained_mean, mean);
  }
  result.spread = learn_spread(grid, trials, result.weight, result.fit, horizon);
  result.quantile = interval_quantiles(result.spread, result.mean);
  return result;
}

}  // namespace erlang::forecasting
