#pragma once

#include <immintrin.h>

#include <cstddef>

/// Eight doubles in a register of AVX-512F. For the one file that is compiled for that instruction set.
namespace erlang::batch {
namespace {

struct Pack {
  static constexpr std::size_t lanes = 8;
  __m512d v{};

  Pack() = default;
  Pack(__m512d value) : v(value) {}
  Pack(double value) : v(_mm512_set1_pd(value)) {}

  static Pack load(const double* from) { return _mm512_loadu_pd(from); }
  void store(double* to) const { _mm512_storeu_pd(to, v); }
};

struct Mask {
  __mmask8 m = 0;
};

inline Pack operator+(Pack a, Pack b) {
  return _mm512_add_pd(a.v, b.v);
}
inline Pack operator-(Pack a, Pack b) {
  return _mm512_sub_pd(a.v, b.v);
}
inline Pack operator*(Pack a, Pack b) {
  return _mm512_mul_pd(a.v, b.v);
}
inline Pack operator/(Pack a, Pack b) {
  return _mm512_div_pd(a.v, b.v);
}
inline Pack operator-(Pack a) {
  return _mm512_sub_pd(_mm512_setzero_pd(), a.v);
}

// Zeroing forms with a full mask: the plain ones of g++ 12 warn of a variable that is undefined on purpose.
inline constexpr __mmask8 every = 0xff;

/// a b + c, rounded once.
inline Pack multiply_add(Pack a, Pack b, Pack c) {
  return _mm512_fmadd_pd(a.v, b.v, c.v);
}
inline Pack sqrt(Pack a) {
  return _mm512_maskz_sqrt_pd(every, a.v);
}
inline Pack abs(Pack a) {
  return _mm512_abs_pd(a.v);
}
inline Pack round(Pack a) {
  return _mm512_maskz_roundscale_pd(every, a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
/// 2^k for a whole k in [-1022, 1023].
inline Pack power_of_two(Pack k) {
  return _mm512_maskz_scalef_pd(every, _mm512_set1_pd(1.0), k.v);
}

struct Binary {
  Pack exponent;
  Pack mantissa;  // in [1, 2)
};
/// A positive, normal number in parts.
inline Binary binary(Pack a) {
  return {_mm512_maskz_getexp_pd(every, a.v),
          _mm512_maskz_getmant_pd(every, a.v, _MM_MANT_NORM_1_2, _MM_MANT_SIGN_src)};
}

inline Mask operator<(Pack a, Pack b) {
  return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_LT_OQ)};
}
inline Mask operator<=(Pack a, Pack b) {
  return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_LE_OQ)};
}
inline Mask operator==(Pack a, Pack b) {
  return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_EQ_OQ)};
}
inline Mask operator&(Mask a, Mask b) {
  return {static_cast<__mmask8>(a.m & b.m)};
}
inline Mask operator|(Mask a, Mask b) {
  return {static_cast<__mmask8>(a.m | b.m)};
}
inline Mask operator~(Mask a) {
  return {static_cast<__mmask8>(~a.m)};
}
inline Pack select(Mask mask, Pack yes, Pack no) {
  return _mm512_mask_blend_pd(mask.m, no.v, yes.v);
}
inline unsigned bits(Mask mask) {
  return mask.m;
}

}  // namespace
}  // namespace erlang::batch
