#include <erlang/queueing/transient.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <vector>

/// One day exactly, 96 quarters of an hour, handle times 200 s, patience 120 s, surplus agents leaving at once: the
/// time of transient() beside classical Runge-Kutta on the same states, as a ratio in one run on one thread. The step
/// of Runge-Kutta is halved from its limit of stability until its share of abandonment is at least as accurate; what is
/// true comes from extrapolating the finest two. `--short`: fewer halvings; `--check`: exit 1 below twice as fast.
namespace {

using namespace erlang;

constexpr double aht = 200.0;
constexpr double patience = 120.0;
constexpr double interval = 900.0;
constexpr int intervals = 96;

std::vector<TransientInterval> day(double peak) {
  std::vector<TransientInterval> course;
  for (int i = 0; i < intervals; ++i) {
    const double load = peak * (0.55 - 0.45 * std::cos(2.0 * 3.141592653589793 * (i + 0.5) / intervals));
    course.push_back({.traffic = {.volume = load / aht * interval, .interval = Seconds{interval}, .aht = Seconds{aht}},
                      .agents = std::ceil(load + 0.3 * std::sqrt(load)),
                      .patience = Seconds{patience}});
  }
  return course;
}

struct Row {
  std::vector<double> value;
  explicit Row(std::size_t size) : value(size + 16) {}
  double* states() { return value.data() + 8; }
};

/// The share that hangs up. The window of states holds those within nine deviations of the mean, below and above.
double runge_kutta(const std::vector<TransientInterval>& course, double step) {
  const double largest = course[intervals / 2].agents;
  const auto most = static_cast<std::size_t>(largest + 14.0 * std::sqrt(largest) + 60.0);
  Row p(most), k1(most), k2(most), k3(most), k4(most), between(most), stay(most), death(most);
  p.states()[0] = 1.0;
  double abandoned = 0.0;
  double offered = 0.0;
  std::ptrdiff_t high = 0;
  for (const auto& here : course) {
    const double rate = here.traffic.volume / interval;
    const double n = here.agents;
    const double load = rate * aht;
    const double width = std::sqrt(load);
    high = std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(most) - 1,
                                    std::max<std::ptrdiff_t>(high, static_cast<std::ptrdiff_t>(load + 9 * width) + 20));
    std::ptrdiff_t low = 0;
    while (low < high && p.states()[low] < 1e-20) p.states()[low++] = 0.0;
    low = std::max<std::ptrdiff_t>(0, std::min(low, static_cast<std::ptrdiff_t>(load - 9.0 * width) - 20));
    for (Row* row : {&k1, &k2, &k3, &k4, &between}) std::fill(row->value.begin(), row->value.end(), 0.0);
    for (std::ptrdiff_t k = 0; k <= high + 1; ++k) {
      const double people = static_cast<double>(k);
      death.states()[k] = std::fmin(people, n) / aht + std::fmax(people - n, 0.0) / patience;
      stay.states()[k] = -(rate + death.states()[k]);
    }
    const double fastest = rate + death.states()[high];
    const auto steps = static_cast<int>(std::ceil(fastest * interval / step));
    const double h = interval / steps;
    const auto queue_from = static_cast<std::ptrdiff_t>(n);
    const auto slope = [&](const double* __restrict now, double* __restrict out) {
      const double* __restrict s = stay.states();
      const double* __restrict d = death.states();
      for (std::ptrdiff_t k = low; k <= high; ++k) out[k] = s[k] * now[k] + rate * now[k - 1] + d[k + 1] * now[k + 1];
      double queue = 0.0;
      for (std::ptrdiff_t k = queue_from; k <= high; ++k) queue += static_cast<double>(k - queue_from) * now[k];
      return queue / patience;
    };
    const auto ahead = [&](double* __restrict to, const double* __restrict from, double by,
                           const double* __restrict along) {
      for (std::ptrdiff_t k = low; k <= high; ++k) to[k] = from[k] + by * along[k];
    };
    for (int i = 0; i < steps; ++i) {
      const double a1 = slope(p.states(), k1.states());
      ahead(between.states(), p.states(), h / 2, k1.states());
      const double a2 = slope(between.states(), k2.states());
      ahead(between.states(), p.states(), h / 2, k2.states());
      const double a3 = slope(between.states(), k3.states());
      ahead(between.states(), p.states(), h, k3.states());
      const double a4 = slope(between.states(), k4.states());
      double* __restrict state = p.states();
      const double* __restrict one = k1.states(), * __restrict two = k2.states(), * __restrict three = k3.states(), * __restrict four = k4.states();
      for (std::ptrdiff_t k = low; k <= high; ++k) state[k] += h / 6 * (one[k] + 2 * two[k] + 2 * three[k] + four[k]);
      abandoned += h / 6 * (a1 + 2 * a2 + 2 * a3 + a4);
    }
    offered += here.traffic.volume;
    // Shrink the window from above where nothing is left.
    while (high > 0 && p.states()[high] < 1e-20) p.states()[high--] = 0.0;
  }
  return abandoned / offered;
}

double share(const TransientResult& result) {
  double abandoned = 0.0;
  double offered = 0.0;
  for (const auto& m : result.intervals) {
    abandoned += m.abandoned;
    offered += m.offered;
  }
  return abandoned / offered;
}

template <class Work>
double milliseconds(Work&& work, int rounds) {
  double best = 1e300;
  for (int i = 0; i < rounds; ++i) {
    const std::clock_t begin = std::clock();
    work();
    best = std::min(best, 1e3 * double(std::clock() - begin) / CLOCKS_PER_SEC);
  }
  return best;
}

}  // namespace

int main(int count, char** arguments) {
  bool check = false;
  bool brief = false;
  for (int i = 1; i < count; ++i) {
    check = check || std::strcmp(arguments[i], "--check") == 0;
    brief = brief || std::strcmp(arguments[i], "--short") == 0;
  }
  const int least = brief ? 1 : 2;
  bool enough = true;
  for (const double peak : {100.0, 500.0}) {
    const auto course = day(peak);
    double ours = 0.0;
    const double time = milliseconds([&] { ours = share(transient(course, {.leaving = Leaving::preemptive})); }, 5);
    const double exhaustive = milliseconds([&] { share(transient(course)); }, 3);
    const double level = milliseconds(
        [&] { share(transient(course, {.leaving = Leaving::preemptive, .answer_within = Seconds{20}})); }, 3);
    struct Try {
      double step, value, time;
    };
    std::vector<Try> tries;
    const int halvings = peak > 200.0 ? least : least + 1;
    for (int i = 0; i <= halvings; ++i) {
      const double step = 1.38 / (1 << i);  // 1.39 is where the fastest mode grows
      double value = 0.0;
      const double took = milliseconds([&] { value = runge_kutta(course, step); }, i == 0 ? 2 : 1);
      tries.push_back({step, value, took});
    }
    const Try& fine = tries.back();
    const double truth = fine.value + (fine.value - tries[tries.size() - 2].value) / 15.0;
    const double error = std::fabs(ours / truth - 1.0);
    std::printf("peak %g erlangs: abandonment %.12f, off by %.1e\n", peak, ours, error);
    std::printf("  %-34s %9.2f ms\n", "transient", time);
    std::printf("  %-34s %9.2f ms\n", "transient, agents finish their call", exhaustive);
    std::printf("  %-34s %9.2f ms\n", "transient, with service level", level);
    double ratio = 0.0;
    for (const Try& each : tries) {
      const double off = std::fabs(each.value / truth - 1.0);
      std::printf("  Runge-Kutta, step %.4f / rate      %9.2f ms  off by %.1e  %6.1f x\n", each.step, each.time, off,
                  each.time / time);
      ratio = each.time / time;
      if (off <= std::fmax(error, 1e-12)) break;
    }
    const bool held = ratio >= 2.0 && error < 1e-11;
    std::printf("  %-46s %22.1f x   at least 2%s\n", "beside the cheapest step no less accurate", ratio,
                held ? "" : "   BROKEN");
    enough = enough && held;
  }
  return check && !enough ? 1 : 0;
}
