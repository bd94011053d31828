#pragma once

#include "kernels.hpp"
#include "pack_math.hpp"
#include "pack_rows.hpp"

#include <erlang/staffing/met.hpp>

#include <array>
#include <cstdint>

/// The first whole number of agents that meets the targets of Erlang C, a Pack of rows at a time: the square-root rule
/// gives a number at most one off nearly always, one evaluation of the queue there serves its neighbours by the
/// recursion of Erlang B, and lanes walk on by it until one number holds and the one below fails.
namespace erlang::batch {
namespace {

inline Pack floor(Pack x) {
  const Pack nearest = round(x);
  return select(x < nearest, nearest - 1.0, nearest);
}
inline Pack ceil(Pack x) {
  return -floor(-x);
}
inline Pack larger(Pack a, Pack b) {
  return select(a < b, b, a);
}

/// ln x for a positive, normal x, to 1e-9: enough for a guess.
inline Pack rough_log(Pack x) {
  const Binary parts = binary(x);
  const Mask high = Pack(1.4142135623730950488) < parts.mantissa;
  const Pack m = select(high, parts.mantissa * 0.5, parts.mantissa);
  const Pack r = (m - 1.0) / (m + 1.0);  // |r| < 0.172
  const Pack square = r * r;
  constexpr std::array<double, 6> odd{2.0, 2.0 / 3.0, 2.0 / 5.0, 2.0 / 7.0, 2.0 / 9.0, 2.0 / 11.0};
  const Pack exponent = parts.exponent + select(high, Pack(1.0), Pack(0.0));
  return multiply_add(exponent, 0.69314718055994530942, r * detail::horner<0, 6, 1>(odd, square));
}

/// -ln of the Halfin-Whitt probability of waiting, ln(1 + beta Phi(beta)/phi(beta)), over beta: a polynomial fitted on
/// [0, 8], where beta times it is within 2e-4.
inline constexpr std::array<double, 8> halfin_whitt_coefficients{1.25324633e+00,  2.15801162e-01,  2.61266505e-02,
                                                                 5.55663593e-03,  -2.09891984e-03, 2.85000356e-04,
                                                                 -1.86294946e-05, 4.86335963e-07};
inline constexpr std::array<double, 8> halfin_whitt_slope_coefficients = [] {
  std::array<double, 8> result{};
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i] = halfin_whitt_coefficients[i] * (static_cast<double>(i) + 1.0);
  return result;
}();
inline constexpr double most_beta = 8.0;

struct Wait {
  Pack value;  // -ln HW
  Pack slope;
};
inline Wait halfin_whitt(Pack beta) {
  const Pack square = beta * beta;
  return {beta * detail::polynomial(halfin_whitt_coefficients, beta, square),
          detail::polynomial(halfin_whitt_slope_coefficients, beta, square)};
}
inline Pack within_fit(Pack beta) {
  const Pack positive_part = larger(beta, Pack(0.0));
  return select(positive_part < most_beta, positive_part, Pack(most_beta));
}

/// The beta at which -ln HW(beta) + decay beta = goal, from the root of a parabola close to the left side.
inline Pack solve_wait(Pack decay, Pack goal) {
  const Pack linear = decay + halfin_whitt_coefficients[0];
  Pack beta = within_fit((goal + goal) / (linear + sqrt(multiply_add(goal, 1.2, linear * linear))));
  for (int i = 0; i < 2; ++i) {
    const Wait wait = halfin_whitt(beta);
    beta = within_fit(beta - (multiply_add(decay, beta, wait.value) - goal) / (wait.slope + decay));
  }
  return beta;
}

/// The beta at which -ln HW(beta) + ln beta = goal, by Newton in ln beta.
inline Pack solve_mean_wait(Pack goal) {
  const Pack linear(halfin_whitt_coefficients[0]);
  const Pack far = within_fit((goal + goal) / (linear + sqrt(multiply_add(goal, 1.2, linear * linear))));
  Pack beta = select(goal < 0.0, exp(select(Pack(-40.0) < goal, goal, Pack(-40.0))), larger(far, Pack(1e-3)));
  Pack log_beta = rough_log(beta);
  for (int i = 0; i < 4; ++i) {
    const Wait wait = halfin_whitt(beta);
    const Pack step = (wait.value + log_beta - goal) / multiply_add(wait.slope, beta, 1.0);
    log_beta = log_beta - step;
    beta = within_fit(exp(select(log_beta < 3.0, select(Pack(-40.0) < log_beta, log_beta, Pack(-40.0)), Pack(3.0))));
  }
  return beta;
}

/// The targets of a Pack of rows.
struct Goals {
  Pack level, within, asa, occupancy, wait;
  bool has_level, has_asa, has_occupancy, has_wait;

  Goals(const Wanted& in, std::size_t row, std::size_t count)
      : level(0.5),
        within(load_rows(in.answer_within, row, count)),
        asa(1.0),
        occupancy(0.5),
        wait(0.5),
        has_level(in.service_level.data != nullptr),
        has_asa(in.max_asa.data != nullptr),
        has_occupancy(in.max_occupancy.data != nullptr),
        has_wait(in.max_wait_probability.data != nullptr) {
    if (has_level) level = load_rows(in.service_level, row, count);
    if (has_asa) asa = load_rows(in.max_asa, row, count);
    if (has_occupancy) occupancy = load_rows(in.max_occupancy, row, count);
    if (has_wait) wait = load_rows(in.max_wait_probability, row, count);
  }

  [[nodiscard]] Mask sound() const {
    const Pack zero(0.0);
    return (Pack(1e-12) < level) & (level < 1.0) & (zero <= within) & (within < 1e200) & (Pack(1e-9) < asa) &
           (asa < 1e200) & (zero < occupancy) & (occupancy < 1.0) & (Pack(1e-12) < wait) & (wait < 1.0);
  }

  [[nodiscard]] Pack guess(Pack load, Pack aht) const {
    const Pack root = sqrt(load);
    const Pack pace = root / aht;
    Pack beta(0.0);
    if (has_level) beta = solve_wait(pace * within, -rough_log(1.0 - level));
    if (has_wait) beta = larger(beta, solve_wait(Pack(0.0), -rough_log(wait)));
    if (has_asa) beta = larger(beta, solve_mean_wait(-rough_log(asa * pace)));
    Pack agents = multiply_add(beta, root, load);
    if (has_occupancy) agents = larger(agents, load / occupancy * (1.0 - detail::tie));
    return ceil(agents);
  }
};

/// A queue at some number of agents, and which targets it misses.
struct At {
  Pack agents, level, asa, occupancy, wait;
  Pack missed;  // the first target missed, as a number of Binding; 0 where all hold
  Mask sure;    // no target is within rounding of its measure
};

class Searched {
 public:
  Searched(const Wanted& in, const Work& work, const Goals& goals, Pack load)
      : in_(in), work_(work), goals_(goals), load_(load) {}

  /// `odds` is Q/D of erlang::detail::served_odds at these agents.
  [[nodiscard]] At at(Pack agents, Pack odds) const {
    const Pack spare = work_.spare(agents);
    const Mask stable = (Pack(0.0) < spare) & (load_ < agents);
    const Pack inverse = 1.0 / agents;
    const Pack free = spare * inverse * odds;
    const Pack exponent = goals_.within * spare / work_.aht;
    const Pack lost = -expm1(-select(exponent < most_exponent, exponent, Pack(most_exponent)));
    At result{agents, Pack(0.0), Pack(0.0), load_ / agents, 1.0 / (free + 1.0), Pack(0.0), stable | ~stable};
    result.level = (free + lost) * result.wait;
    result.asa = result.wait * work_.aht / spare;
    constexpr double unsure = 1e-11;
    const auto check = [&](double target, Pack measure, Pack goal, Mask holds) {
      result.missed = select(holds & stable, result.missed, Pack(target));
      result.sure = result.sure & (~stable | (goal * unsure < abs(measure - goal)));
    };
    // From the last to the first, which is the one that is named.
    if (goals_.has_wait) check(in_.named.max_wait_probability, result.wait, goals_.wait, result.wait <= goals_.wait);
    if (goals_.has_occupancy) {  // made of the same two operations as by the scalar path: no doubt
      const Mask holds = result.occupancy <= goals_.occupancy * (1.0 + detail::tie);
      result.missed = select(holds & stable, result.missed, Pack(in_.named.max_occupancy));
    }
    if (goals_.has_asa) check(in_.named.max_asa, result.asa, goals_.asa, result.asa <= goals_.asa);
    if (goals_.has_level) check(in_.named.service_level, result.level, goals_.level, goals_.level <= result.level);
    return result;
  }

 private:
  const Wanted& in_;
  const Work& work_;
  const Goals& goals_;
  Pack load_;
};

[[gnu::flatten]] std::size_t erlang_c_agents(const Wanted& in, const Answers& out, std::size_t begin, std::size_t end,
                                             std::uint16_t* left) noexcept {
  constexpr int most_steps = 12;
  return each_pack(begin, end, left, [&](std::size_t row, std::size_t count) {
    const Pack volume = load_rows(in.volume, row, count);
    const Work work(volume, load_rows(in.interval, row, count), load_rows(in.aht, row, count));
    const Goals goals(in, row, count);
    const Pack load = work.work / work.interval;  // to the last bit the scalar path's
    const Mask sound = work.sound & goals.sound() & (Pack(1e-3) < load) & (load < 1e7);
    const Pack first = floor(load) + 1.0;
    Pack agents = larger(goals.guess(load, work.aht), first);
    const Searched queue(in, work, goals, load);
    const Odds odds = served_odds(agents, load, work.spare(agents), sound);
    Pack served = odds.value;
    Mask good = sound & odds.good;
    At held = queue.at(agents, served);
    Pack failed = held.missed;
    const Mask down = held.missed == Pack(0.0);
    Mask sure = held.sure;
    Mask open = good;
    for (int step = 0; step < most_steps && any(open); ++step) {
      // Q/D one agent further: (n + 1)/a (1 + x), or x a/n - 1.
      const Pack next = agents + select(down, Pack(-1.0), Pack(1.0));
      const Pack ratio = select(down, load, next) / select(down, agents, load);
      served =
          select(open, select(down, multiply_add(served, ratio, -1.0), multiply_add(served, ratio, ratio)), served);
      agents = select(open, next, agents);
      const At one = queue.at(agents, served);
      const Mask holds = open & (one.missed == Pack(0.0));
      const Mask fails = open & ~(one.missed == Pack(0.0));
      held.agents = select(holds, one.agents, held.agents);
      held.level = select(holds, one.level, held.level);
      held.asa = select(holds, one.asa, held.asa);
      held.occupancy = select(holds, one.occupancy, held.occupancy);
      held.wait = select(holds, one.wait, held.wait);
      failed = select(fails, one.missed, failed);
      sure = sure & (one.sure | ~open);
      open = (down & holds) | (~down & fails);
    }
    good = good & ~open & sure;
    if (in.min_agents.data != nullptr) {
      const Pack least = load_rows(in.min_agents, row, count);
      good = good & (Pack(0.0) <= least) & (least == round(least)) & (least <= held.agents);
      if (in.max_agents.data != nullptr) good = good & (least <= load_rows(in.max_agents, row, count));
    }
    if (in.max_agents.data != nullptr) {
      const Pack most = load_rows(in.max_agents, row, count);
      good = good & (held.agents <= most) & (most == round(most)) & (most < 1e15);
    }
    store_rows(out.agents, row, count, held.agents);
    store_rows(out.load, row, count, load);
    store_rows(out.service_level, row, count, held.level);
    store_rows(out.asa, row, count, held.asa);
    store_rows(out.occupancy, row, count, held.occupancy);
    store_rows(out.wait_probability, row, count, held.wait);
    if (out.binding != nullptr) {
      double lanes[Pack::lanes];
      select(held.agents == Pack(1.0), Pack(0.0), failed).store(lanes);  // no agent at all is not tried
      for (std::size_t i = 0; i < count; ++i) out.binding[row + i] = static_cast<std::uint32_t>(lanes[i]);
    }
    return good;
  });
}

}  // namespace
}  // namespace erlang::batch
