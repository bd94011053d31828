#include <interfaces/highs_c_api.h>

#include <erlang/scheduling.hpp>
