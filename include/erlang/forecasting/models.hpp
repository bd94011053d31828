#pragma once

#include <array>
#include <erlang/forecasting/day_profile.hpp>
#include <erlang/forecasting/grid.hpp>
#include <erlang/forecasting/weeks.hpp>
#include <string_view>

/// The models that compete, the simplest first.
namespace erlang::forecasting {

enum class Model { median_of_weeks, mean_of_weeks, weekday_profile, day_profile, steady_profile };

inline constexpr std::array<Model, 5> all_models{Model::median_of_weeks, Model::mean_of_weeks, Model::weekday_profile,
                                                 Model::day_profile, Model::steady_profile};

inline constexpr std::string_view name_of(Model model) {
  constexpr std::array<std::string_view, 5> names{"median_of_weeks", "mean_of_weeks", "weekday_profile", "day_profile",
                                                  "steady_profile"};
  return names[static_cast<std::size_t>(model)];
}

/// Options of the models of the day x profile family: `weekday_profile` leaves the calendar out, `steady_profile`
/// keeps its level for months instead of days.
inline DayProfileOptions options_of(Model model) {
  DayProfileOptions options;
  if (model == Model::weekday_profile) {
    options.calendar = false;
    options.ridge.weekday = 0.3;
  }
  if (model == Model::steady_profile) {
    options.half_life = 180.0;
    options.level_half_life = 40.0;
    options.level_prior = 2.0;
  }
  return options;
}

/// Forecast of one model for the days origin … origin + horizon − 1.
inline Table forecast_with(Model model, const Grid& grid, int origin, int horizon) {
  switch (model) {
    case Model::median_of_weeks:
      return median_of_weeks(grid, origin, horizon);
    case Model::mean_of_weeks:
      return mean_of_weeks(grid, origin, horizon);
    default:
      return predict(fit_day_profile(grid, origin, options_of(model)), grid, origin, horizon);
  }
}

}  // namespace erlang::forecasting
