// The day and the week of ../shared/benchmarks/shifts: status, cost, bound, gap and seconds. One argument: the file
// contact_centre_week_required.csv.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <erlang/scheduling.hpp>
#include <fstream>
#include <sstream>

namespace {

using namespace std::chrono_literals;

std::vector<double> read_required(const char* path) {
  std::ifstream file(path);
  std::vector<double> required;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) required.push_back(std::stod(line.substr(line.rfind(',') + 1)));
  return required;
}

erlang::ShiftKind shift_of(int length, int slots, bool with_breaks) {
  erlang::ShiftKind kind{std::to_string(length), length, {}};
  for (int start = 0; start < slots; start += 2) kind.starts.push_back(start);
  if (!with_breaks) return kind;
  if (length < 24) {
    kind.breaks.push_back({length / 2 - 2, length / 2 + 2, 1, 1, true});
    return kind;
  }
  const int first = std::max(4, length / 4 - 2);
  const int meal = length <= 30 ? 2 : length <= 36 ? 3 : 4;
  const int middle = (length - meal) / 2 - 1;
  const int last = (3 * length + 3) / 4 - 1;
  kind.breaks.push_back({first, first + 4, 1, 1, true});
  kind.breaks.push_back({middle, middle + 4, 1, meal, false});
  kind.breaks.push_back({last, last + 4, 1, 1, true});
  return kind;
}

void run(const char* name, std::vector<double> required, bool with_breaks, double weight, double gap) {
  erlang::ScheduleProblem problem{.slot = 15min, .required = std::move(required), .shifts = {}, .cyclic = true};
  problem.uncovered_weight = weight;
  for (int length = 16; length <= 40; length += 2) {
    problem.shifts.push_back(shift_of(length, erlang::horizon(problem), with_breaks));
  }
  const auto begin = std::chrono::steady_clock::now();
  const std::clock_t cpu = std::clock();
  const auto plan = erlang::solve(problem, {.gap = gap});
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  std::printf("%-34s %-9s cost %9.2f bound %9.2f gap %.3f %% short %6.2f h work %8lld %7.2f s, CPU %7.2f s\n", name,
              std::string(erlang::to_string(plan.status)).c_str(), plan.cost, plan.bound, 100 * plan.gap,
              plan.uncovered, static_cast<long long>(plan.work), seconds.count(),
              static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return std::puts("usage: shifts contact_centre_week_required.csv"), EXIT_FAILURE;
  const auto week = read_required(argv[1]);
  if (week.size() != 672) return std::puts("expected 672 slots"), EXIT_FAILURE;
  const std::vector<double> day(week.begin(), week.begin() + 96);
  const std::string only = argc > 2 ? argv[2] : "12345";
  const auto wanted = [&](char number) { return only.find(number) != std::string::npos; };
  if (wanted('1')) run("day, no breaks", day, false, 1000, 0);
  if (wanted('2')) run("day, breaks", day, true, 1000, 0);
  if (wanted('3')) run("week, no breaks", week, false, 1000, 0);
  if (wanted('4')) run("week, breaks", week, true, 1000, 0.003);
  if (wanted('5')) run("week, breaks, 5 h per agent-hour", week, true, 5, 0.003);
  return EXIT_SUCCESS;
}
