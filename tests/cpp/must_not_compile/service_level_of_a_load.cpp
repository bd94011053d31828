// Nor can an answer time be held against it.
#include <erlang/queueing/erlang_b.hpp>
#include <erlang/queueing/erlang_c.hpp>

using namespace std::chrono_literals;

const erlang::ErlangC queue{erlang::Load{10}, 14};
#ifdef ERLANG_MUST_NOT_COMPILE
const double level = service_level(queue, 20s);
#else
const double level = wait_probability(queue);
#endif
