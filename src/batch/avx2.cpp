#include "kernels.hpp"

#if defined(__AVX2__) && defined(__FMA__)
#include "pack_avx2.hpp"
#include "pack_rows.hpp"
#include "pack_search.hpp"

namespace erlang::batch {
namespace {
constexpr Kernels kernels{"avx2", &erlang_b_rows, &erlang_c_rows, &erlang_a_rows, &erlang_c_agents};
}
const Kernels* const avx2_kernels = &kernels;
}  // namespace erlang::batch

#else

namespace erlang::batch {
const Kernels* const avx2_kernels = nullptr;
}

#endif
