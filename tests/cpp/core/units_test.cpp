#include <erlang/erlang.hpp>
#include <type_traits>

#include "catch.hpp"

using namespace std::chrono_literals;

TEST_CASE("times convert from any chrono duration and keep deducing") {
  const erlang::GivenSeconds aht = 3min;
  CHECK(aht.count() == 180.0);
  CHECK((aht / 2).count() == 90.0);
  CHECK(aht < erlang::GivenSeconds{30min});
  STATIC_REQUIRE_FALSE(std::is_convertible_v<double, erlang::GivenSeconds>);
  STATIC_REQUIRE_FALSE(std::is_default_constructible_v<erlang::GivenSeconds>);
}

TEST_CASE("counts take any arithmetic type but bool") {
  CHECK(static_cast<double>(erlang::Count{14}) == 14.0);
  CHECK(static_cast<double>(erlang::Count{13.5F}) == 13.5);
  CHECK(erlang::Count{3} == 3.0);
  CHECK(erlang::Count{3} == erlang::Count{3.0});
  STATIC_REQUIRE_FALSE(std::is_constructible_v<erlang::Count, bool>);
  STATIC_REQUIRE_FALSE(std::is_default_constructible_v<erlang::Count>);
}
