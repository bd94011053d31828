#include <erlang/queueing/service_level.hpp>

#include "catch.hpp"

using erlang::ServiceLevel;
using erlang::WaitOf;

TEST_CASE("names and enumerators go both ways") {
  for (int i = 0; i < 5; ++i) {
    const auto definition = static_cast<ServiceLevel>(i);
    CHECK(erlang::service_level_from_name(name_of(definition)) == definition);
  }
  for (int i = 0; i < 3; ++i) {
    const auto of = static_cast<WaitOf>(i);
    CHECK(erlang::wait_of_from_name(name_of(of)) == of);
  }
  CHECK(name_of(ServiceLevel::abandons_excluded) == "abandons_excluded");
  CHECK(name_of(WaitOf::virtual_wait) == "virtual_wait");
  CHECK_FALSE(erlang::service_level_from_name("best").has_value());
  CHECK_FALSE(erlang::wait_of_from_name("").has_value());
}
