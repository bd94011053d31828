// The length of an interval is a time.
#include <erlang/queueing/traffic.hpp>

using namespace std::chrono_literals;

#ifdef ERLANG_MUST_NOT_COMPILE
const erlang::Traffic calls{.volume = 100, .interval = 1800, .aht = 180s};
#else
const erlang::Traffic calls{.volume = 100, .interval = 1800s, .aht = 180s};
#endif
