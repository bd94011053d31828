#pragma once

#include <immintrin.h>

#include <cstddef>

/// Four doubles in a register of AVX2 with FMA. For the one file that is compiled for that instruction set.
namespace erlang::batch {
namespace {

struct Pack {
  static constexpr std::size_t lanes = 4;
  __m256d v{};

  Pack() = default;
  Pack(__m256d value) : v(value) {}
  Pack(double value) : v(_mm256_set1_pd(value)) {}

  static Pack load(const double* from) { return _mm256_loadu_pd(from); }
  void store(double* to) const { _mm256_storeu_pd(to, v); }
};

struct Mask {
  __m256d m{};
};

inline Pack operator+(Pack a, Pack b) {
  return _mm256_add_pd(a.v, b.v);
}
inline Pack operator-(Pack a, Pack b) {
  return _mm256_sub_pd(a.v, b.v);
}
inline Pack operator*(Pack a, Pack b) {
  return _mm256_mul_pd(a.v, b.v);
}
inline Pack operator/(Pack a, Pack b) {
  return _mm256_div_pd(a.v, b.v);
}
inline Pack operator-(Pack a) {
  return _mm256_sub_pd(_mm256_setzero_pd(), a.v);
}

/// a b + c, rounded once.
inline Pack multiply_add(Pack a, Pack b, Pack c) {
  return _mm256_fmadd_pd(a.v, b.v, c.v);
}
inline Pack sqrt(Pack a) {
  return _mm256_sqrt_pd(a.v);
}
inline Pack abs(Pack a) {
  return _mm256_andnot_pd(_mm256_set1_pd(-0.0), a.v);
}
inline Pack round(Pack a) {
  return _mm256_round_pd(a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
/// 2^k for a whole k in [-1022, 1023].
inline Pack power_of_two(Pack k) {
  // Added to 2^52 + 1023, k + 1023 are the low bits: shifted into the place of the exponent.
  const __m256d shifted = _mm256_add_pd(k.v, _mm256_set1_pd(4503599627370496.0 + 1023.0));
  return _mm256_castsi256_pd(_mm256_slli_epi64(_mm256_castpd_si256(shifted), 52));
}

struct Binary {
  Pack exponent;
  Pack mantissa;  // in [1, 2)
};
/// A positive, normal number in parts.
inline Binary binary(Pack a) {
  const __m256i bits = _mm256_castpd_si256(a.v);
  // The exponent's bits become the low ones of 2^52.
  const __m256i raised = _mm256_or_si256(_mm256_srli_epi64(bits, 52), _mm256_set1_epi64x(0x4330000000000000));
  const __m256i fraction = _mm256_and_si256(bits, _mm256_set1_epi64x(0x000fffffffffffff));
  return {_mm256_sub_pd(_mm256_castsi256_pd(raised), _mm256_set1_pd(4503599627370496.0 + 1023.0)),
          _mm256_castsi256_pd(_mm256_or_si256(fraction, _mm256_set1_epi64x(0x3ff0000000000000)))};
}

inline Mask operator<(Pack a, Pack b) {
  return {_mm256_cmp_pd(a.v, b.v, _CMP_LT_OQ)};
}
inline Mask operator<=(Pack a, Pack b) {
  return {_mm256_cmp_pd(a.v, b.v, _CMP_LE_OQ)};
}
inline Mask operator==(Pack a, Pack b) {
  return {_mm256_cmp_pd(a.v, b.v, _CMP_EQ_OQ)};
}
inline Mask operator&(Mask a, Mask b) {
  return {_mm256_and_pd(a.m, b.m)};
}
inline Mask operator|(Mask a, Mask b) {
  return {_mm256_or_pd(a.m, b.m)};
}
inline Mask operator~(Mask a) {
  return {_mm256_xor_pd(a.m, _mm256_castsi256_pd(_mm256_set1_epi64x(-1)))};
}
inline Pack select(Mask mask, Pack yes, Pack no) {
  return _mm256_blendv_pd(no.v, yes.v, mask.m);
}
inline unsigned bits(Mask mask) {
  return static_cast<unsigned>(_mm256_movemask_pd(mask.m));
}

}  // namespace
}  // namespace erlang::batch
