// A load in erlangs knows no seconds.
#include <erlang/queueing/erlang_c.hpp>

using namespace std::chrono_literals;

#ifdef ERLANG_MUST_NOT_COMPILE
const auto wait = asa(erlang::ErlangC{erlang::Load{10}, 14});
#else
const auto wait = asa(erlang::ErlangC{erlang::Traffic{.volume = 100, .interval = 30min, .aht = 180s}, 14});
#endif
