#include <algorithm>
#include <cmath>
#include <erlang/detail/random.hpp>
#include <erlang/staffing/deferred.hpp>
#include <limits>
#include <numeric>

#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::DeferredWork;
using erlang::Overdue;
using erlang::Seconds;
using erlang::Spread;

namespace {

DeferredWork mail() {
  return {.volume = {30, 60, 20, 10, 0, 0}, .aht = std::vector<Seconds>(6, 600s), .interval = 30min};
}

double nan() {
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

TEST_CASE("deferred work: a worked course") {
  // 60 items come in half an hour, 10 agents do 30 of them; then 30 more with nothing coming.
  const DeferredWork work{.volume = {60, 0, 0}, .aht = {600s, 600s, 600s}, .interval = 30min};
  const std::vector<double> agents{10, 10, 10};
  const auto rows = erlang::deferred_course(work, agents, 15min);
  CHECK(rows[0].done == Approx(30));
  CHECK(rows[0].backlog == Approx(30));
  CHECK(rows[0].oldest.count() == Approx(900));  // 30 of 60 are gone: the head came a quarter of an hour ago
  CHECK(rows[0].late == Approx(0).margin(1e-6));
  CHECK(rows[1].late == Approx(30));  // one done in x minutes came at x/2: all past a quarter of an hour
  CHECK(rows[1].response.count() == Approx(1350));
  CHECK(rows[2].occupancy == 0.0);
  CHECK(std::isnan(rows[2].response.count()));
  CHECK(erlang::deferred_service_level(rows) == Approx(0.5));

  const auto leaving = erlang::deferred_course(work, agents, 15min, Overdue::expire);
  CHECK(leaving[0].expired == Approx(0).margin(1e-6));
  // From then on the head ages as fast as the clock: 60 items per half hour pass, half of them done.
  CHECK(leaving[1].done == Approx(15));
  CHECK(leaving[1].expired == Approx(15));
}

TEST_CASE("deferred work: in = done + expired + backlog") {
  erlang::detail::RandomStream random(7);
  for (int round = 0; round < 2000; ++round) {
    const auto count = static_cast<std::size_t>(1 + 12 * random.uniform());
    DeferredWork work{.volume = {}, .aht = {}, .interval = 30min, .opening_hours = random.uniform() < 0.5};
    std::vector<double> agents;
    double start = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
      work.volume.push_back(std::floor(30 * random.uniform()));
      work.aht.emplace_back(60 + 900 * random.uniform());
      work.starts.emplace_back(start);
      work.open.push_back(random.uniform() < 0.8);
      agents.push_back(12 * random.uniform());
      start += random.uniform() < 0.2 ? 5400.0 : 1800.0;
    }
    if (random.uniform() < 0.5) work.backlog.push_back({20 * random.uniform(), Seconds{9000 * random.uniform()}, 300s});
    for (const Overdue overdue : {Overdue::keep, Overdue::expire}) {
      const auto rows = erlang::deferred_course(work, agents, Seconds{7200 * random.uniform()}, overdue);
      for (std::size_t i = 0; i < count; ++i) {
        CHECK(rows[i].before + rows[i].volume ==
              Approx(rows[i].done + rows[i].expired + rows[i].backlog).epsilon(1e-10).margin(1e-9));
        CHECK(rows[i].late <= rows[i].done + 1e-9);
        if (i > 0) CHECK(rows[i].before == rows[i - 1].backlog);
      }
    }
  }
}

TEST_CASE("deferred work: least agents by hand") {
  // 90 items of 10 minutes by the end of the fourth half hour, 20 by that of the fifth, 10 by that of the sixth.
  const auto agents = erlang::deferred_agents(mail(), {.answer_within = 1h, .finish = true});
  const std::vector<double> expected{7.5, 7.5, 7.5, 7.5, 20.0 / 3, 10.0 / 3};
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(agents[i] == Approx(expected[i]));

  const auto once = erlang::deferred_agents(mail(), {.answer_within = 1h}, Spread::at_once);
  CHECK(once[1] == Approx(20));
  CHECK(once[5] == 0.0);

  const std::vector<double> idle{8, 8, 8, 8, 0, 0};
  const auto filled = erlang::deferred_agents(mail(), {.answer_within = 1h, .finish = true}, Spread::fill, idle);
  for (const double extra : filled) CHECK(extra == Approx(8.0 / 6));

  const auto most = erlang::deferred_agents(mail(), {.answer_within = 1h, .service_level = 0.9, .finish = true});
  CHECK(*std::max_element(most.begin(), most.end()) < 7.5);
}

TEST_CASE("deferred work: nothing to do, nobody there") {
  CHECK(erlang::deferred_agents({.volume = {}, .aht = {}, .interval = 30min}, {.answer_within = 1h}).empty());
  DeferredWork closed = mail();
  closed.open.assign(6, false);
  const auto agents = erlang::deferred_agents(closed, {.answer_within = 1h});
  CHECK(std::accumulate(agents.begin(), agents.end(), 0.0) == 0.0);
  const auto rows = erlang::deferred_course(closed, std::vector<double>(6, 5.0), 1h);
  CHECK(rows.back().backlog == Approx(120));
  CHECK(rows.back().oldest.count() == Approx(3 * 3600));
}

TEST_CASE("deferred work: the door") {
  const std::vector<double> agents(6, 5.0);
  const auto refuses = [&](auto change) {
    DeferredWork work = mail();
    change(work);
    CHECK_THROWS_AS(erlang::deferred_course(work, agents, 1h), std::logic_error);
    CHECK_THROWS_AS(erlang::deferred_agents(work, {.answer_within = 1h}), std::logic_error);
  };
  for (const double bad : {-1.0, nan(), std::numeric_limits<double>::infinity()}) {
    refuses([bad](DeferredWork& work) { work.volume[2] = bad; });
    refuses([bad](DeferredWork& work) { work.aht[2] = Seconds{bad}; });
    refuses([bad](DeferredWork& work) { work.interval = Seconds{bad}; });
    refuses([bad](DeferredWork& work) { work.backlog = {{bad, 0s, 60s}}; });
    refuses([bad](DeferredWork& work) { work.backlog = {{1, Seconds{bad}, 60s}}; });
    refuses([bad](DeferredWork& work) { work.backlog = {{1, 0s, Seconds{bad}}}; });
    CHECK_THROWS_AS(erlang::deferred_course(mail(), agents, Seconds{bad}), std::domain_error);
    CHECK_THROWS_AS(erlang::deferred_course(mail(), std::vector<double>(6, bad), 1h), std::domain_error);
    CHECK_THROWS_AS(erlang::deferred_agents(mail(), {.answer_within = Seconds{bad}}), std::domain_error);
    CHECK_THROWS_AS(erlang::deferred_agents(mail(), {.answer_within = 1h, .service_level = bad}), std::domain_error);
    CHECK_THROWS_AS(erlang::deferred_agents(mail(), {.answer_within = 1h}, Spread::fill, std::vector<double>(6, bad)),
                    std::domain_error);
  }
  refuses([](DeferredWork& work) { work.aht.pop_back(); });
  refuses([](DeferredWork& work) { work.open = {true}; });
  refuses([](DeferredWork& work) { work.starts = {0s, 1800s, 2000s, 5400s, 7200s, 9000s}; });
  CHECK_THROWS_AS(erlang::deferred_course(mail(), std::vector<double>(5, 1.0), 1h), std::invalid_argument);
  CHECK_THROWS_AS(erlang::deferred_agents(mail(), {.answer_within = 1h, .service_level = 0.0}), std::domain_error);
}
