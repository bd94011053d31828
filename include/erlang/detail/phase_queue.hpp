#pragma once

#include <erlang/detail/gamma_tails.hpp>
#include <erlang/detail/m_matrix.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <utility>
#include <vector>

/// M/PH/n as a chain of levels: the calls in the system, and within a level how many agents are in each phase.
namespace erlang::detail {

/// A handle time made of exponential phases, each started by a share of the calls and followed by the next phase or by
/// the end. Rates are per mean handle time.
struct PhaseService {
  std::vector<double> starts;
  std::vector<double> rates;
  bool in_series = false;  ///< phase i is followed by i + 1, the last by the end; else each by the end
};

/// Ways to spread `agents` over `phases`, at most `most` + 1.
inline std::size_t spread_count(std::size_t agents, std::size_t phases, std::size_t most) noexcept {
  double count = 1.0;
  for (std::size_t i = 1; i < phases; ++i) {
    count *= static_cast<double>(agents + i) / static_cast<double>(i);
    if (count > static_cast<double>(most)) return most + 1;
  }
  return static_cast<std::size_t>(std::round(count));
}

/// The stationary queue with 0 < load < agents, times in mean handle times. Blocks of rates are eliminated level by
/// level from the empty system up (Gaver, Jacobs and Latouche, Advances in Applied Probability 16 (1984) 715); above,
/// the matrix-geometric solution by logarithmic reduction (Latouche and Ramaswami, Journal of Applied Probability 30
/// (1993) 650), both without a subtraction.
class PhaseQueue {
 public:
  PhaseQueue(std::size_t agents, double load, PhaseService service)
      : service_(std::move(service)), load_(load), full_(spreads(agents)) {
    std::vector<MMatrix> below;  // level l's time before the next level up
    std::vector<Matrix> ends;    // rates from level l + 1 to l
    Matrix back;                 // from level l through lower ones back to l
    std::vector<Spread> here = spreads(0);
    back = Matrix(1, 1);
    for (std::size_t level = 0; level < agents; ++level) {
      std::vector<Spread> next = spreads(level + 1);
      Matrix rates = moves(here);
      rates += back;
      below.emplace_back(std::move(rates), std::vector<double>(here.size(), load_));
      ends.push_back(departures(next, here));
      back = ends.back() * below.back().solve(arrivals(here, next));
      here = std::move(next);
    }
    const Matrix inner = moves(full_);
    const Matrix done = replacements();
    const std::vector<double> done_rates = row_sums(done);
    const Matrix first_passage = descent(inner, done, done_rates);

    Matrix above = first_passage;
    above *= load_;
    above += inner;
    Matrix identity(full_.size(), full_.size());
    for (std::size_t i = 0; i < full_.size(); ++i) identity[i][i] = load_;
    Matrix ratio = MMatrix(above, done_rates).solve(std::move(identity));
    above += back;
    at_full_ = stationary(std::move(above));
    double mass = 0.0;
    RowVector row = at_full_;
    for (std::size_t level = agents; level-- > 0;) {
      row = below[level].solve_left(row * ends[level]);
      mass += sum_of(row);
    }
    powers_.push_back(std::move(ratio));
    while (powers_.back().largest() > 1e-19 && powers_.size() < 60) powers_.push_back(powers_.back() * powers_.back());
    const RowVector above_rows = summed(at_full_);
    const double waiting = sum_of(above_rows);
    const double total = mass + waiting;
    for (double& value : at_full_) value /= total;
    wait_ = waiting / total;
    no_wait_ = mass / total;
    queue_length_ = sum_of(summed(above_rows * powers_[0])) / total;
    decay_ = decay();
  }

  [[nodiscard]] double wait() const noexcept { return wait_; }
  [[nodiscard]] double no_wait() const noexcept { return no_wait_; }
  [[nodiscard]] double queue_length() const noexcept { return queue_length_; }

  /// P(all are busy and exactly, or at least, so many wait).
  [[nodiscard]] double waiting(std::size_t many, bool or_more) const {
    RowVector row = at_full_;
    for (std::size_t bit = 0; many >> bit != 0; ++bit) {
      if (bit >= powers_.size()) return 0.0;
      if ((many >> bit & 1U) != 0) row = row * powers_[bit];
    }
    if (or_more) row = summed(std::move(row));
    return sum_of(row);
  }

  /// P(still waiting after so many steps of the uniformised chain), from 0 steps up to where times of at most `time`
  /// end.
  struct Patience {
    double rate = 0.0;
    std::vector<double> after;

    [[nodiscard]] double exceeds(double time) const noexcept {
      const double mean = rate * time;
      if (!(mean > 0.0)) return after.front();
      double sum = 0.0;
      const double start = std::floor(mean);
      const double density = start > 0.0 ? std::exp(log_density(start, mean, start - mean)) : std::exp(-mean);
      double here = density;
      for (double s = start; here > 0.0; s += 1.0) {
        sum += here * at(s);
        here *= mean / (s + 1.0);
        if (here < 1e-19 * sum) break;
      }
      here = density;
      for (double s = start; s >= 1.0; s -= 1.0) {
        here *= s / mean;
        sum += here * at(s - 1.0);
        if (here * after.front() < 1e-19 * sum) break;
      }
      return sum;
    }
    [[nodiscard]] double at(double step) const noexcept {
      const auto index = static_cast<std::size_t>(step);
      return index < after.size() ? after[index] : 0.0;
    }
  };

  /// The rate of the exponential end of the wait, per mean handle time.
  [[nodiscard]] double wait_decay() const noexcept { return load_ * (1.0 / decay_ - 1.0); }

  [[nodiscard]] Patience patience(double time) const {
    const std::size_t size = full_.size();
    const Matrix inner = moves(full_);
    const Matrix done = replacements();
    const std::vector<double> inner_rates = row_sums(inner);
    const std::vector<double> done_rates = row_sums(done);
    Patience result;
    for (std::size_t i = 0; i < size; ++i) result.rate = std::fmax(result.rate, inner_rates[i] + done_rates[i]);
    struct Move {
      std::size_t from;
      std::size_t to;
      double share;
    };
    std::vector<Move> stay;
    std::vector<Move> down;
    for (std::size_t i = 0; i < size; ++i) {
      stay.push_back({i, i, 1.0 - (inner_rates[i] + done_rates[i]) / result.rate});
      for (std::size_t j = 0; j < size; ++j) {
        if (inner[i][j] > 0.0) stay.push_back({i, j, inner[i][j] / result.rate});
        if (done[i][j] > 0.0) down.push_back({i, j, done[i][j] / result.rate});
      }
    }
    const double mean = result.rate * time;
    const auto steps = static_cast<std::size_t>(mean + 12.0 * std::sqrt(mean) + 60.0);
    const auto places = static_cast<std::size_t>((45.0 + wait_decay() * time) / -std::log(decay_)) + 2;
    std::vector<RowVector> ahead(places);  // by the calls that wait ahead
    ahead[0] = at_full_;
    for (std::size_t j = 1; j < places; ++j) ahead[j] = ahead[j - 1] * powers_[0];
    result.after.reserve(steps + 1);
    result.after.push_back(wait_);
    RowVector next(size);
    for (std::size_t s = 1; s <= steps; ++s) {
      double sum = 0.0;
      for (std::size_t j = 0; j < places; ++j) {
        std::fill(next.begin(), next.end(), 0.0);
        for (const Move& move : stay) next[move.to] += ahead[j][move.from] * move.share;
        if (j + 1 < places) {
          for (const Move& move : down) next[move.to] += ahead[j + 1][move.from] * move.share;
        }
        std::swap(ahead[j], next);
        sum += sum_of(ahead[j]);
      }
      result.after.push_back(sum);
    }
    return result;
  }

 private:
  using Spread = std::vector<unsigned>;

  /// All ways to have `busy` agents in the phases, in one order.
  [[nodiscard]] std::vector<Spread> spreads(std::size_t busy) const {
    std::vector<Spread> result;
    Spread spread(service_.rates.size(), 0U);
    const auto fill = [&](auto&& self, std::size_t phase, unsigned left) -> void {
      if (phase + 1 == spread.size()) {
        spread[phase] = left;
        result.push_back(spread);
        return;
      }
      for (unsigned in = 0; in <= left; ++in) {
        spread[phase] = in;
        self(self, phase + 1, left - in);
      }
    };
    fill(fill, 0, static_cast<unsigned>(busy));
    return result;
  }
  static std::map<Spread, std::size_t> index_of(const std::vector<Spread>& spreads) {
    std::map<Spread, std::size_t> index;
    for (std::size_t i = 0; i < spreads.size(); ++i) index[spreads[i]] = i;
    return index;
  }
  /// Whether the end of that phase is the end of the call.
  [[nodiscard]] bool last(std::size_t phase) const noexcept {
    return !service_.in_series || phase + 1 == service_.rates.size();
  }

  [[nodiscard]] Matrix moves(const std::vector<Spread>& at) const {
    Matrix rates(at.size(), at.size());
    const auto index = index_of(at);
    for (std::size_t i = 0; i < at.size(); ++i) {
      for (std::size_t phase = 0; phase < service_.rates.size(); ++phase) {
        if (last(phase) || at[i][phase] == 0) continue;
        Spread to = at[i];
        --to[phase];
        ++to[phase + 1];
        rates[i][index.at(to)] += at[i][phase] * service_.rates[phase];
      }
    }
    return rates;
  }
  [[nodiscard]] Matrix arrivals(const std::vector<Spread>& at, const std::vector<Spread>& next) const {
    Matrix rates(at.size(), next.size());
    const auto index = index_of(next);
    for (std::size_t i = 0; i < at.size(); ++i) {
      for (std::size_t phase = 0; phase < service_.rates.size(); ++phase) {
        Spread to = at[i];
        ++to[phase];
        rates[i][index.at(to)] += load_ * service_.starts[phase];
      }
    }
    return rates;
  }
  [[nodiscard]] Matrix departures(const std::vector<Spread>& at, const std::vector<Spread>& before) const {
    Matrix rates(at.size(), before.size());
    const auto index = index_of(before);
    for (std::size_t i = 0; i < at.size(); ++i) {
      for (std::size_t phase = 0; phase < service_.rates.size(); ++phase) {
        if (!last(phase) || at[i][phase] == 0) continue;
        Spread to = at[i];
        --to[phase];
        rates[i][index.at(to)] += at[i][phase] * service_.rates[phase];
      }
    }
    return rates;
  }
  /// With calls waiting: an agent who ends a call begins the next.
  [[nodiscard]] Matrix replacements() const {
    Matrix rates(full_.size(), full_.size());
    const auto index = index_of(full_);
    for (std::size_t i = 0; i < full_.size(); ++i) {
      for (std::size_t phase = 0; phase < service_.rates.size(); ++phase) {
        if (!last(phase) || full_[i][phase] == 0) continue;
        for (std::size_t start = 0; start < service_.rates.size(); ++start) {
          Spread to = full_[i];
          --to[phase];
          ++to[start];
          rates[i][index.at(to)] += full_[i][phase] * service_.rates[phase] * service_.starts[start];
        }
      }
    }
    return rates;
  }
  static std::vector<double> row_sums(const Matrix& matrix) {
    std::vector<double> sums(matrix.rows(), 0.0);
    for (std::size_t i = 0; i < matrix.rows(); ++i) {
      for (std::size_t j = 0; j < matrix.columns(); ++j) sums[i] += matrix[i][j];
    }
    return sums;
  }

  /// In which phases the agents are when one call fewer waits for the first time.
  [[nodiscard]] Matrix descent(const Matrix& inner, const Matrix& done, const std::vector<double>& done_rates) const {
    std::vector<double> exits = done_rates;
    for (double& exit : exits) exit += load_;
    const MMatrix within(inner, exits);
    Matrix up(done.rows(), done.rows());
    for (std::size_t i = 0; i < done.rows(); ++i) up[i][i] = load_;
    up = within.solve(std::move(up));
    Matrix down = within.solve(done);
    Matrix result = down;
    Matrix reach = up;
    for (int i = 0; i < 60 && reach.largest() > 1e-18; ++i) {
      Matrix mixed = up * down;
      mixed += down * up;
      Matrix up2 = up * up;
      Matrix down2 = down * down;
      std::vector<double> out = row_sums(up2);
      const std::vector<double> out2 = row_sums(down2);
      for (std::size_t r = 0; r < out.size(); ++r) out[r] += out2[r];
      const MMatrix middle(std::move(mixed), std::move(out));
      up = middle.solve(std::move(up2));
      down = middle.solve(std::move(down2));
      result += reach * down;
      reach = reach * up;
    }
    return result;
  }

  /// row * (I + R + R^2 + ...) as row * (I + R)(I + R^2)(I + R^4) ...
  [[nodiscard]] RowVector summed(RowVector row) const {
    for (const Matrix& power : powers_) {
      const RowVector more = row * power;
      for (std::size_t i = 0; i < row.size(); ++i) row[i] += more[i];
    }
    return row;
  }

  /// The largest eigenvalue of R: high powers are nearly of rank one.
  [[nodiscard]] double decay() const noexcept {
    double exponent = 1.0;
    double best = 0.0;
    for (const Matrix& power : powers_) {
      double trace = 0.0;
      for (std::size_t i = 0; i < power.rows(); ++i) trace += power[i][i];
      if (trace > 1e-200) best = std::pow(trace, 1.0 / exponent);
      exponent *= 2.0;
    }
    return best;
  }

  PhaseService service_;
  double load_;
  std::vector<Spread> full_;
  RowVector at_full_;
  std::vector<Matrix> powers_;  // R, R^2, R^4, ...
  double wait_ = 0.0;
  double no_wait_ = 0.0;
  double queue_length_ = 0.0;
  double decay_ = 0.0;
};

}  // namespace erlang::detail
