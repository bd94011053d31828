#include <algorithm>
#include <cmath>
#include <erlang/batch.hpp>
#include <erlang/queueing/arrays.hpp>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"

using erlang::Seconds;
using erlang::ServiceLevel;
using erlang::arrays::MeasureColumns;
namespace batch = erlang::batch;

namespace {

using Values = std::vector<double>;

/// Rows of every kind: common ones, whole and real agents, light load, overload, and all limits.
struct Rows {
  Values volume, interval, aht, agents, patience, within, quick;

  explicit Rows(std::size_t count) {
    std::mt19937_64 random(7);
    const auto uniform = [&](double low, double high) {
      return low + (high - low) * static_cast<double>(random() >> 11) * 0x1p-53;
    };
    for (std::size_t i = 0; i < count; ++i) {
      const double load = std::exp(uniform(std::log(0.01), std::log(i % 5 == 0 ? 1e6 : 400.0)));
      interval.push_back(i % 2 == 0 ? 1800.0 : 900.0);
      aht.push_back(uniform(20.0, 900.0));
      volume.push_back(i % 41 == 0 ? 0.0 : load * interval.back() / aht.back());
      double n = i % 3 == 0 ? load * uniform(0.2, 3.0) : load + uniform(-3.0, 5.0) * std::sqrt(load);
      n = std::max(0.0, i % 4 == 0 ? n : std::ceil(n));
      agents.push_back(i % 53 == 1 ? 0.0 : i % 59 == 2 ? volume.back() * aht.back() / interval.back() : n);
      patience.push_back(i % 37 == 3   ? erlang::detail::infinite
                         : i % 47 == 4 ? 0.0
                                       : aht.back() * std::exp(uniform(std::log(1e-4), std::log(1e6))));
      if (i % 2 == 1 && patience.back() > 0.0 && std::isfinite(patience.back())) patience.back() = uniform(5.0, 600.0);
      within.push_back(i % 17 == 0 ? 0.0 : uniform(0.0, 120.0));
      quick.push_back(uniform(0.0, 30.0));
    }
  }
  [[nodiscard]] std::size_t size() const { return volume.size(); }
  [[nodiscard]] batch::TrafficRows traffic() const { return {volume, interval, aht}; }
};

/// Ten columns of measures.
struct Found {
  std::vector<Values> columns;
  explicit Found(std::size_t rows) : columns(10, Values(rows, -7.0)) {}
  [[nodiscard]] MeasureColumns out() {
    auto& c = columns;
    return {c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9]};
  }
};
constexpr const char* names[] = {"load",        "service_level", "wait_probability", "asa",       "asa_all",
                                 "asa_virtual", "abandonment",   "blocking",         "occupancy", "queue_length"};

/// 0 where equal or both NaN.
double difference(double a, double b) {
  if (a == b || (std::isnan(a) && std::isnan(b))) return 0.0;
  return std::isfinite(a) && std::isfinite(b) ? std::fabs(a - b) / std::fabs(b) : erlang::detail::infinite;
}

double worst(const Found& found, const Found& exact) {
  double most = 0.0;
  for (std::size_t c = 0; c < exact.columns.size(); ++c) {
    for (std::size_t r = 0; r < exact.columns[c].size(); ++r) {
      const double here = difference(found.columns[c][r], exact.columns[c][r]);
      most = std::max(most, here);
      INFO(names[c] << ", row " << r << ": " << found.columns[c][r] << ", alone " << exact.columns[c][r]);
      REQUIRE(here <= 1e-12);
    }
  }
  return most;
}

std::vector<batch::InstructionSet> sets() {
  std::vector<batch::InstructionSet> found{batch::InstructionSet::best};
  for (const auto set : {batch::InstructionSet::scalar, batch::InstructionSet::avx2, batch::InstructionSet::avx512}) {
    if (batch::supports(set)) found.push_back(set);
  }
  return found;
}

}  // namespace

TEST_CASE("loops over arrays give what each row gives") {
  const Rows rows(400);
  Found found(rows.size());
  erlang::arrays::erlang_a(rows.traffic(), rows.agents, rows.patience,
                           {rows.within, rows.quick, ServiceLevel::abandons_excluded}, found.out());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const erlang::ErlangA queue{rows.traffic()[i], rows.agents[i], Seconds{rows.patience[i]}};
    const auto all = measures(queue, Seconds{rows.within[i]}, ServiceLevel::abandons_excluded, Seconds{rows.quick[i]});
    INFO("row " << i);
    CHECK(difference(found.columns[1][i], all.service_level) == 0.0);
    CHECK(difference(found.columns[3][i], all.asa.count()) == 0.0);
    CHECK(difference(found.columns[9][i], all.queue_length) == 0.0);
  }
}

TEST_CASE("every instruction set is within 1e-12 of one row at a time, limits and all") {
  const Rows rows(20011);
  const std::size_t size = rows.size();
  const auto traffic = rows.traffic();
  for (const auto set : sets()) {
    INFO("instruction set " << static_cast<int>(set));
    const batch::Options options{.threads = 1, .instruction_set = set};
    double most = 0.0;
    for (int definition = 0; definition < 5; ++definition) {
      for (const bool quick : {false, true}) {
        batch::ServiceLevelRows level{.answer_within = rows.within,
                                      .definition = static_cast<ServiceLevel>(definition)};
        if (quick) level.short_abandon = rows.quick;
        Found found(size);
        Found exact(size);
        batch::erlang_a(traffic, rows.agents, rows.patience, level, found.out(), options);
        erlang::arrays::erlang_a(traffic, rows.agents, rows.patience, level, exact.out());
        most = std::max(most, worst(found, exact));
      }
    }
    {
      Found found(size);
      Found exact(size);
      batch::erlang_c(traffic, rows.agents, {rows.within}, found.out(), options);
      erlang::arrays::erlang_c(traffic, rows.agents, {rows.within}, exact.out());
      most = std::max(most, worst(found, exact));
    }
    Values load(size);
    Found exact(size);
    erlang::arrays::erlang_c(traffic, rows.agents, {}, {.load = load});
    Found found(size);
    batch::erlang_c(load, rows.agents, found.columns[0], options);
    erlang::arrays::erlang_c(load, rows.agents, exact.columns[0]);
    batch::erlang_b(load, rows.agents, found.columns[1], options);
    erlang::arrays::erlang_b(load, rows.agents, exact.columns[1]);
    batch::erlang_b(traffic, rows.agents, found.columns[2], options);
    erlang::arrays::erlang_b(traffic, rows.agents, exact.columns[2]);
    most = std::max(most, worst(found, exact));
    WARN("instruction set " << static_cast<int>(set) << ": largest relative difference " << most);
  }
}

TEST_CASE("a row's bits depend neither on threads, nor on its place, nor on what is wanted beside it") {
  const Rows rows(100003);
  const std::size_t size = rows.size();
  Found one(size);
  Found several(size);
  batch::erlang_a(rows.traffic(), rows.agents, rows.patience, {rows.within}, one.out(), {.threads = 1});
  batch::erlang_a(rows.traffic(), rows.agents, rows.patience, {rows.within}, several.out(), {.threads = 5});
  for (std::size_t c = 0; c < one.columns.size(); ++c) {
    CHECK(std::equal(one.columns[c].begin(), one.columns[c].end(), several.columns[c].begin(),
                     [](double a, double b) { return difference(a, b) == 0.0; }));
  }
  const auto from = [](const Values& values) { return std::span(values).subspan(3, 1000); };
  Values level(1000);
  batch::erlang_a({from(rows.volume), from(rows.interval), from(rows.aht)}, from(rows.agents), from(rows.patience),
                  {from(rows.within)}, {.service_level = level});
  CHECK(std::equal(level.begin(), level.end(), one.columns[1].begin() + 3));
}

TEST_CASE("one value stands for all rows") {
  const Values volume = {50.0, 0.0, 120.0, 90.0, 100.0};
  const Values interval = {1800.0}, aht = {180.0}, agents = {14.0}, patience = {120.0}, within = {20.0};
  Values level(5);
  Values loop(5);
  batch::erlang_a({volume, interval, aht}, agents, patience, {within}, {.service_level = level});
  erlang::arrays::erlang_a({volume, interval, aht}, agents, patience, {within}, {.service_level = loop});
  for (std::size_t i = 0; i < 5; ++i) {
    const erlang::ErlangA queue{
        {.volume = volume[i], .interval = Seconds{1800}, .aht = Seconds{180}}, 14, Seconds{120}};
    CHECK(loop[i] == service_level(queue, Seconds{20}));
    CHECK(level[i] == Approx(loop[i]).epsilon(1e-12));
  }
}

TEST_CASE("an error names the first row, and lengths must agree") {
  const Values load = {1.0, 2.0, -3.0, -4.0};
  const Values agents = {1.0, 2.0, 3.0, 4.0};
  Values out(4);
  for (const auto set : sets()) {
    CHECK_THROWS_WITH(batch::erlang_b(load, agents, out, {.instruction_set = set}),
                      "ErlangB: load must be >= 0, got -3 at index 2");
  }
  Values many(200000, 5.0);
  Values wide(many.size());
  many[150000] = many[70000] = -1.0;
  CHECK_THROWS_WITH(batch::erlang_c(many, many, wide, {.threads = 4}),
                    "ErlangC: load must be >= 0, got -1 at index 70000");
  Values shorter(2);
  CHECK_THROWS_AS(batch::erlang_b(load, agents, shorter), std::invalid_argument);
  CHECK_THROWS_AS(batch::erlang_c(load, shorter, out), std::invalid_argument);
  CHECK_THROWS_AS(batch::erlang_c({load, agents, shorter}, agents, {}, {.load = out}), std::invalid_argument);
  Values none;
  CHECK_NOTHROW(batch::erlang_b(none, none, none));
  CHECK_NOTHROW(batch::erlang_c({none, none, none}, none, {}, {}));
  CHECK(batch::supports(batch::instruction_set()));
}
