// Patience is a time, also within a distribution.
#include <erlang/queueing/erlang_x.hpp>

using namespace std::chrono_literals;

const erlang::Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};
#ifdef ERLANG_MUST_NOT_COMPILE
const erlang::ErlangX queue{calls, 14, {.patience = erlang::Lognormal{.mean = 120, .cv = 2}}};
#else
const erlang::ErlangX queue{calls, 14, {.patience = erlang::Lognormal{.mean = 120s, .cv = 2}}};
#endif
