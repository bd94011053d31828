#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <erlang/batch.hpp>
#include <functional>
#include <random>
#include <vector>

/// One queue at a time: Erlang C beside Boost.Math, its cost as the load grows, and Erlang A's five usual measures
/// beside it; then rows of arrays for each instruction set. Nanoseconds, one thread, the best of runs that alternate.
/// --check exits with 1 where a ratio is out of its bound.
namespace {

using namespace erlang;

struct Row {
  Traffic traffic;
  double agents;
};

std::vector<Row> rows_about(double load, bool whole, std::size_t count) {
  std::mt19937_64 random(1);
  const auto uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
  std::vector<Row> rows;
  for (std::size_t i = 0; i < count; ++i) {
    const double aht = 120.0 + 180.0 * uniform();
    const double here = load * (0.9 + 0.2 * uniform());
    const double agents = here + (0.05 + 2.5 * uniform()) * std::sqrt(here);
    rows.push_back({{.volume = here * 1800.0 / aht, .interval = Seconds{1800.0}, .aht = Seconds{aht}},
                    whole ? std::ceil(agents) : agents});
  }
  return rows;
}

double erlang_c(const Row& row) {
  return service_level(ErlangC{row.traffic, row.agents}, Seconds{20.0});
}

/// From the incomplete gamma functions of Boost.Math with its default policy.
double erlang_c_by_boost(const Row& row) {
  const double load = offered_load(row.traffic);
  const double blocking =
      boost::math::gamma_p_derivative(row.agents + 1.0, load) / boost::math::gamma_q(row.agents + 1.0, load);
  const double wait = blocking / (1.0 - load / row.agents * (1.0 - blocking));
  return 1.0 - wait * std::exp(-(row.agents - load) * 20.0 / row.traffic.aht.count());
}

double erlang_a_five(const Row& row) {
  const ErlangA queue{row.traffic, row.agents, Seconds{120.0}};
  return service_level(queue, Seconds{20.0}) + asa(queue).count() + abandonment(queue) + wait_probability(queue) +
         occupancy(queue);
}

/// The least nanoseconds per row of each, over rounds that alternate.
std::vector<double> measure(const std::vector<std::function<void()>>& works, std::size_t rows, int rounds) {
  std::vector<double> best(works.size(), 1e300);
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < works.size(); ++i) {
      const auto begin = std::chrono::steady_clock::now();
      works[i]();
      const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - begin;
      best[i] = std::min(best[i], taken.count() / static_cast<double>(rows));
    }
  }
  return best;
}

volatile double sink = 0.0;
std::function<void()> over(const std::vector<Row>& rows, double (*function)(const Row&)) {
  return [&rows, function] {
    double sum = 0.0;
    for (const Row& row : rows) sum += function(row);
    sink = sum;
  };
}

bool good = true;
void print(const char* name, double ours, double other, double ratio, double bound, bool least) {
  const bool held = least ? ratio >= bound : ratio <= bound;
  good = good && held;
  std::printf("%-62s %8.1f %8.1f %7.2fx   %s %g%s\n", name, ours, other, ratio, least ? "at least" : "at most", bound,
              held ? "" : "   BROKEN");
}

}  // namespace

int main(int count, char** arguments) {
  bool check = false;
  bool brief = false;
  for (int i = 1; i < count; ++i) {
    check = check || std::strcmp(arguments[i], "--check") == 0;
    brief = brief || std::strcmp(arguments[i], "--short") == 0;
  }
  const std::size_t size = 2000;
  const int rounds = brief ? 20 : 100;
  const std::vector<Row> at_100 = rows_about(100.0, true, size);
  const std::vector<Row> at_1e4 = rows_about(1e4, true, size);
  const std::vector<Row> at_1e6 = rows_about(1e6, true, size);
  for (const Row& row : at_100) {
    if (std::fabs(erlang_c(row) / erlang_c_by_boost(row) - 1.0) > 1e-11) {
      std::puts("Erlang C and Boost.Math differ");
      return 1;
    }
  }
  const auto ns = measure({over(at_100, erlang_c), over(at_100, erlang_c_by_boost), over(at_1e4, erlang_c),
                           over(at_1e6, erlang_c), over(at_100, erlang_a_five)},
                          size, rounds);
  std::printf("%-62s %8s %8s\n", "one queue at a time, ns", "ours", "other");
  print("Erlang C service level, load 100, beside Boost.Math", ns[0], ns[1], ns[1] / ns[0], 8.0, true);
  print("... at load 10 000, beside load 100", ns[2], ns[0], ns[2] / ns[0], 1.5, false);
  print("... at load 1 000 000, beside load 100", ns[3], ns[0], ns[3] / ns[0], 1.5, false);
  print("Erlang A, five measures, beside one Erlang C service level", ns[4], ns[0], ns[4] / ns[0], 6.0, false);

  std::printf("\n%-62s %8s %8s %8s %8s\n", "arrays, ns per row: instruction set and load", "B", "C", "A", "A, all");
  constexpr const char* names[] = {"best", "scalar", "avx2", "avx512"};
  for (const auto set : {batch::InstructionSet::scalar, batch::InstructionSet::avx2, batch::InstructionSet::avx512}) {
    if (!batch::supports(set)) continue;
    for (const bool whole : {true, false}) {
      for (const double load : {10.0, 100.0, 1e4}) {
        const std::vector<Row> rows = rows_about(load, whole, 4096);
        std::vector<double> volume, aht, agents;
        for (const Row& row : rows) {
          volume.push_back(row.traffic.volume);
          aht.push_back(row.traffic.aht.count());
          agents.push_back(row.agents);
        }
        const std::vector<double> interval{1800.0}, within{20.0}, patience{120.0};
        std::vector<std::vector<double>> columns(5, std::vector<double>(rows.size()));
        const batch::TrafficRows traffic{volume, interval, aht};
        const batch::Options options{.threads = 1, .instruction_set = set};
        const batch::MeasureColumns level{.service_level = columns[0]};
        const batch::MeasureColumns five{.service_level = columns[0],
                                         .wait_probability = columns[1],
                                         .asa = columns[2],
                                         .abandonment = columns[3],
                                         .occupancy = columns[4]};
        const auto found = measure({[&] { batch::erlang_b(traffic, agents, columns[0], options); },
                                    [&] { batch::erlang_c(traffic, agents, {within}, level, options); },
                                    [&] { batch::erlang_a(traffic, agents, patience, {within}, level, options); },
                                    [&] { batch::erlang_a(traffic, agents, patience, {within}, five, options); }},
                                   rows.size(), brief ? 10 : 50);
        std::printf("%-8s load %-8g %-40s %8.1f %8.1f %8.1f %8.1f\n", names[static_cast<int>(set)], load,
                    whole ? "whole agents" : "real agents", found[0], found[1], found[2], found[3]);
      }
    }
  }
  return check && !good ? 1 : 0;
}
