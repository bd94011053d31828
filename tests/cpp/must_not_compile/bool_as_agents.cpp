// Agents come from any arithmetic type but bool.
#include <erlang/queueing/erlang_c.hpp>

#ifdef ERLANG_MUST_NOT_COMPILE
const erlang::ErlangC queue{erlang::Load{10}, true};
#else
const int n = 14;
const erlang::ErlangC queue{erlang::Load{10}, n};
const erlang::ErlangC fractional{erlang::Load{10}, 13.5F};
#endif
