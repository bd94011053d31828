#include "kernels.hpp"

#if defined(__AVX512F__)
#include "pack_avx512.hpp"
#include "pack_rows.hpp"
#include "pack_search.hpp"

namespace erlang::batch {
namespace {
constexpr Kernels kernels{"avx512", &erlang_b_rows, &erlang_c_rows, &erlang_a_rows, &erlang_c_agents};
}
const Kernels* const avx512_kernels = &kernels;
}  // namespace erlang::batch

#else

namespace erlang::batch {
const Kernels* const avx512_kernels = nullptr;
}

#endif
