#include <erlang/batch.hpp>
#include <erlang/staffing.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "../catch.hpp"
#include "random_targets.hpp"

namespace {

using erlang::ErlangC;
using erlang::Requirement;
using erlang::Seconds;
using erlang::Targets;
using erlang::Traffic;
namespace batch = erlang::batch;
using Values = std::vector<double>;

struct Rows {
  Values volume{}, interval{}, aht{}, level{}, within{}, asa{}, occupancy{}, wait{}, least{}, most{};
  bool levels, asas, occupancies, waits, bounds;

  [[nodiscard]] batch::TrafficRows traffic() const { return {volume, interval, aht}; }
  [[nodiscard]] batch::TargetRows targets() const {
    const auto given = [](bool there, const Values& values) {
      return there ? std::span(values) : std::span<const double>{};
    };
    return {.service_level = given(levels, level),
            .answer_within = given(levels, within),
            .max_asa = given(asas, asa),
            .max_occupancy = given(occupancies, occupancy),
            .max_wait_probability = given(waits, wait),
            .min_agents = given(bounds, least),
            .max_agents = given(bounds, most)};
  }
};

enum class Kind : std::uint8_t { any, everyday, tied };

/// Random rows with the targets that the bits of `which` name. `everyday`: whole calls, minutes, round targets; `tied`:
/// targets that some number of agents meets or misses by rounding.
Rows random_rows(std::size_t count, unsigned which, Kind kind, erlang::test::Random& random) {
  Rows rows{.levels = (which & 1U) != 0,
            .asas = (which & 2U) != 0,
            .occupancies = (which & 4U) != 0,
            .waits = (which & 8U) != 0,
            .bounds = (which & 16U) != 0};
  for (std::size_t i = 0; i < count; ++i) {
    const bool round = kind == Kind::everyday;
    const double interval = round ? (random.coin(0.5) ? 1800 : 900) : random(100, 4000);
    const double aht = round ? 30 * std::ceil(random(0, 20)) : std::exp(random(std::log(5.0), std::log(4000.0)));
    const double load = std::exp(random(std::log(0.002), std::log(random.coin(0.1) ? 1e6 : 400.0)));
    const double volume = round ? std::ceil(load * interval / aht) : load * interval / aht;
    double level = round              ? 0.05 * std::ceil(random(9, 19))
                   : random.coin(0.1) ? 1 - std::exp(random(-30, 0))
                                      : random(0.01, 0.999);
    const double within = round ? 5 * std::floor(random(0, 13)) : random.coin(0.1) ? 0.0 : random(0, 120);
    double asa = round ? std::ceil(random(0, 60)) : std::exp(random(std::log(0.01), std::log(600.0)));
    double occupancy = round ? 0.05 * std::ceil(random(9, 19)) : random(0.3, 0.999);
    double wait = round ? 0.05 * std::ceil(random(0, 19)) : random(0.001, 0.999);
    if (kind == Kind::tied) {
      const Traffic traffic{.volume = volume, .interval = Seconds{interval}, .aht = Seconds{aht}};
      const double agents = std::floor(offered_load(traffic) + random(0.1, 3) * std::sqrt(load)) + 1;
      const ErlangC queue{traffic, agents};
      const auto off = [&random] { return 1 + random(-1, 1) * std::pow(10, random(-16, -9)); };
      level = service_level(queue, Seconds{within}) * off();
      asa = erlang::asa(queue).count() * off();
      occupancy = erlang::occupancy(queue) * off();
      wait = wait_probability(queue) * off();
      if (!(level > 0 && level < 1) || !(occupancy < 1)) {
        level = 0.5;
        occupancy = 0.5;
      }
    }
    rows.volume.push_back(volume);
    rows.interval.push_back(interval);
    rows.aht.push_back(aht);
    rows.level.push_back(level);
    rows.within.push_back(within);
    rows.asa.push_back(asa);
    rows.occupancy.push_back(std::fmin(occupancy, 0.9999));
    rows.wait.push_back(std::fmin(wait, 0.9999));
    rows.least.push_back(random.coin(0.5) ? 0 : std::floor(random(0, 1.5 * load)));
    rows.most.push_back(std::ceil(rows.least.back() + 1 + random(0, 3) * load));
  }
  return rows;
}

/// The largest relative difference in a measure; the agents and what binds must be the same.
double compare(const Rows& rows, batch::InstructionSet set, std::size_t& alone) {
  const std::size_t count = rows.volume.size();
  const batch::TrafficRows traffic = rows.traffic();
  const batch::TargetRows targets = rows.targets();
  Values agents(count), load(count), level(count), asa(count), occupancy(count), wait(count);
  std::vector<std::uint32_t> binding(count);
  const batch::AnswerColumns out{agents, load, level, asa, occupancy, wait, binding};
  std::vector<Requirement> needs(count);
  for (std::size_t i = 0; i < count; ++i) needs[i] = erlang::required_agents(traffic[i], targets[i]);
  std::vector<char> scalar(count);
  batch::required_agents(traffic, targets, out, [&](std::size_t row) { scalar[row] = 1; }, {.instruction_set = set});
  double worst = 0;
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Requirement& need = needs[i];
    if (scalar[i] != 0) {
      ++alone;
      continue;
    }
    const bool same = agents[i] == need.agents && binding[i] == static_cast<std::uint32_t>(need.binding) &&
                      need.status == erlang::Status::met && load[i] == need.load;
    if (!same && ++wrong < 4) {
      UNSCOPED_INFO("row " << i << " load " << need.load << ": " << agents[i] << " and " << need.agents << ", binding "
                           << binding[i] << " and " << static_cast<int>(need.binding));
    }
    const auto differs = [&](double mine, double other) {
      if (mine != other) worst = std::fmax(worst, std::fabs(mine / other - 1));
    };
    differs(level[i], need.service_level);
    differs(asa[i], need.asa.count());
    differs(occupancy[i], need.occupancy);
    differs(wait[i], need.wait_probability);
  }
  CHECK(wrong == 0);
  return worst;
}

constexpr std::array sets{batch::InstructionSet::avx2, batch::InstructionSet::avx512};

}  // namespace

TEST_CASE("required_agents over arrays is that of each row", "[batch]") {
  erlang::test::Random random;
  for (const auto set : sets) {
    if (!batch::supports(set)) continue;
    for (const Kind kind : {Kind::any, Kind::everyday, Kind::tied}) {
      double worst = 0;
      std::size_t all = 0;
      std::size_t alone = 0;
      for (unsigned which = 1; which < 32; ++which) {
        CAPTURE(which, static_cast<int>(kind), static_cast<int>(set));
        const Rows rows = random_rows(which == 1 ? 20003 : 3001, which, kind, random);
        all += rows.volume.size();
        worst = std::fmax(worst, compare(rows, set, alone));
      }
      CHECK(worst < 1e-12);
      WARN(all << " rows, " << alone << " left, largest difference " << worst);
      if (kind != Kind::tied) CHECK(static_cast<double>(alone) < 0.35 * static_cast<double>(all));
    }
  }
}

TEST_CASE("rows that the kernels leave are solved or refused one by one", "[batch]") {
  const Values volume{0, 100, 1e8, 21, 100, 100};
  const Values aht{180, 180, 1800, 180, 180, 180};
  const Values interval{1800};
  const Values occupancy{0.85, 0.85, 0.85, 0.7, 0.85, 0.85};
  const Values least{2, 20, 0, 0, 0, 0};
  const Values most{100, 100, 1.1e8, 100, 11, 100};
  const batch::TargetRows targets{.max_occupancy = occupancy, .min_agents = least, .max_agents = most};
  for (const auto set : {batch::InstructionSet::best, batch::InstructionSet::scalar}) {
    Values agents(6);
    std::vector<std::uint32_t> binding(6);
    batch::required_agents({volume, interval, aht}, targets, {.agents = agents, .binding = binding},
                           {.instruction_set = set});
    CHECK(agents == Values{2, 20, 1.1e8, 3, 11, 12});  // limited where max_agents is too low
    CHECK(binding[1] == static_cast<std::uint32_t>(erlang::Binding::min_agents));
    CHECK(binding[3] == static_cast<std::uint32_t>(erlang::Binding::max_occupancy));
  }
  Values agents(6);
  const batch::TrafficRows none{volume, interval, aht};
  batch::required_agents(none, {}, {.agents = agents});
  CHECK(agents[1] == 14);  // 80 % within 20 s
  CHECK_THROWS_AS(batch::required_agents(none, {.service_level = Values{0.8}}, {.agents = agents}),
                  std::invalid_argument);
  CHECK_THROWS_AS(batch::required_agents(none, {.max_asa = Values(5, 1.0)}, {.agents = agents}), std::invalid_argument);
  const Values wrong{0.5, 0.5, 0.5, 1.5, 0.5, -1};
  CHECK_THROWS_WITH(batch::required_agents(none, {.max_wait_probability = wrong}, {.agents = agents}),
                    "required_agents: max_wait_probability must be in (0, 1), got 1.5 at index 3");
}
