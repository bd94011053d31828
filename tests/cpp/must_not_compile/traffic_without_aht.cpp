// All three parts of a Traffic must be given.
#include <erlang/queueing/traffic.hpp>

using namespace std::chrono_literals;

#ifdef ERLANG_MUST_NOT_COMPILE
const erlang::Traffic calls{.volume = 100, .interval = 30min};
#else
const erlang::Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};
#endif
