#include <erlang/queueing.hpp>
