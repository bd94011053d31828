// Patience is compared with the handle time: Erlang A needs a Traffic.
#include <erlang/queueing/erlang_a.hpp>

using namespace std::chrono_literals;

#ifdef ERLANG_MUST_NOT_COMPILE
const erlang::ErlangA queue{erlang::Load{10}, 14, 120s};
#else
const erlang::ErlangA queue{erlang::Traffic{.volume = 100, .interval = 30min, .aht = 180s}, 14, 120s};
#endif
