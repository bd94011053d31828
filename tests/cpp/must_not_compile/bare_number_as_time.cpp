// A time is a std::chrono duration; a bare number could be anything.
#include <erlang/queueing/erlang_c.hpp>

using namespace std::chrono_literals;

double level(const erlang::ErlangC<erlang::Traffic>& queue) {
#ifdef ERLANG_MUST_NOT_COMPILE
  return service_level(queue, 20);
#else
  return service_level(queue, 20s);
#endif
}
