#include <erlang/queueing/measures.hpp>
#include <sstream>

#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::ErlangA;
using erlang::ErlangB;
using erlang::ErlangC;
using erlang::Load;
using erlang::ServiceLevel;
using erlang::Traffic;
using erlang::WaitOf;

namespace {

const Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};

template <class Model>
void check_all(const Model& queue, ServiceLevel definition) {
  const auto m = measures(queue, 20s, definition, 5s);
  CHECK(m.load == queue.load());
  CHECK(m.service_level == service_level(queue, 20s, definition, 5s));
  CHECK(m.wait_probability == wait_probability(queue));
  CHECK(m.asa.count() == Approx(asa(queue).count()));
  CHECK(m.asa_all.count() == Approx(asa(queue, WaitOf::all).count()));
  CHECK(m.asa_virtual_wait.count() == Approx(asa(queue, WaitOf::virtual_wait).count()));
  CHECK(m.abandonment == abandonment(queue));
  CHECK(m.blocking == blocking(queue));
  CHECK(m.occupancy == occupancy(queue));
  CHECK(m.queue_length == queue_length(queue));
}

}  // namespace

TEST_CASE("measures are the measures, of every model") {
  for (int d = 0; d < 5; ++d) {
    check_all(ErlangB{calls, 12}, static_cast<ServiceLevel>(d));
    check_all(ErlangC{calls, 12}, static_cast<ServiceLevel>(d));
    check_all(ErlangA{calls, 12, 120s}, static_cast<ServiceLevel>(d));
    check_all(ErlangA{calls, 12, 0s}, static_cast<ServiceLevel>(d));
    check_all(ErlangA{calls, 12, erlang::Seconds{erlang::detail::infinite}}, static_cast<ServiceLevel>(d));
  }
}

TEST_CASE("measures print and compare") {
  const auto m = measures(ErlangC{calls, 14}, 20s);
  CHECK(m == measures(ErlangC{calls, 14.0}, 20s));
  CHECK_FALSE(m == measures(ErlangC{calls, 15}, 20s));
  std::ostringstream out;
  out << m;
  CHECK(out.str().find("load=10 service_level=0.88835") == 0);
  CHECK(out.str() == to_string(m));
}

TEST_CASE("measures in seconds need a Traffic") {
  STATIC_REQUIRE(erlang::TimedModel<ErlangC<Traffic>>);
  STATIC_REQUIRE(erlang::TimedModel<ErlangB<Traffic>>);
  STATIC_REQUIRE(erlang::TimedModel<ErlangA>);
  STATIC_REQUIRE_FALSE(erlang::TimedModel<ErlangC<Load>>);
  STATIC_REQUIRE_FALSE(erlang::TimedModel<ErlangB<Load>>);
}
