#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

/// Random numbers that are the same with every compiler and standard library: own streams, own logarithm,
/// and samplers by inversion (one uniform number per draw, increasing in it), never std::*_distribution.
namespace erlang::detail {

/// The next number of splitmix64 (Steele, Lea and Flood 2014), used to spread seeds.
constexpr std::uint64_t splitmix64(std::uint64_t& state) noexcept {
  state += 0x9E3779B97F4A7C15ULL;
  std::uint64_t mixed = state;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
  return mixed ^ (mixed >> 31U);
}

/// A stream of random bits, xoshiro256++ (Blackman and Vigna 2019), seeded from four words: streams that differ
/// in one of them are unrelated, so a replication is the same whoever computes it and in whatever order.
class RandomStream {
 public:
  explicit constexpr RandomStream(std::uint64_t seed, std::uint64_t replication = 0, std::uint64_t queue = 0,
                                  std::uint64_t stream = 0) noexcept
      : state_{} {
    std::uint64_t mix = seed;
    for (const std::uint64_t word : {replication, queue, stream}) mix = splitmix64(mix) ^ word;
    for (auto& part : state_) part = splitmix64(mix);
  }

  /// A stream in a given state, not all zero.
  explicit constexpr RandomStream(const std::array<std::uint64_t, 4>& state) noexcept : state_(state) {}

  /// 64 random bits.
  constexpr std::uint64_t bits() noexcept {
    const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t shifted = state_[1] << 17U;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  /// Uniform on the open interval (0, 1): the midpoints of 2^52 equal cells.
  constexpr double uniform() noexcept {
    return std::bit_cast<double>(0x3FF0000000000000ULL | bits() >> 12U) - 1.0 + 0x1p-53;
  }

 private:
  std::array<std::uint64_t, 4> state_;
};

/// Natural logarithm of a positive normal number, to 2 units in the last place, by plain arithmetic only: the
/// same bits everywhere (where the compiler does not fuse multiplication and addition), unlike std::log.
inline double portable_log(double value) noexcept {
  // value = 2^k z with z in [sqrt(1/2), sqrt(2)); log z = 2 atanh(s), s = (z - 1)/(z + 1), as its power series.
  // Integers become doubles by their bits, so that loops over arrays run on several numbers at once.
  constexpr std::uint64_t one = 0x3FF0000000000000ULL;
  constexpr std::uint64_t root_half = 0x3FE6A09E667F3BCDULL;
  const auto pattern = std::bit_cast<std::uint64_t>(value);
  const std::uint64_t shifted = (pattern - root_half + one) >> 52U;  // k + 1023
  const auto exponent = std::bit_cast<double>(0x4330000000000000ULL | shifted) - (0x1p52 + 1023.0);
  const auto z = std::bit_cast<double>(pattern - (shifted << 52U) + one);
  const double s = (z - 1.0) / (z + 1.0);
  const double q = s * s;
  const double q2 = q * q;
  const double q4 = q2 * q2;
  const double low = (1.0 / 3 + q * (1.0 / 5)) + q2 * (1.0 / 7 + q * (1.0 / 9));
  const double middle = (1.0 / 11 + q * (1.0 / 13)) + q2 * (1.0 / 15 + q * (1.0 / 17));
  const double tail = low + q4 * (middle + q4 * (1.0 / 19 + q * (1.0 / 21)));
  const double series = 2.0 * s * q * tail + exponent * 0x1.a39ef35793c76p-33;  // low part of log 2
  return exponent * 0x1.62e42fee00000p-1 + (2.0 * s + series);
}

/// Exponential with mean 1 at the uniform number u in (0, 1).
inline double exponential_at(double u) noexcept {
  return -portable_log(u);
}

/// Standard normal at the uniform number u in (0, 1): Wichura's rational functions (AS 241, 1988), 1e-15 relative.
inline double normal_at(double u) noexcept {
  const double q = u - 0.5;
  const auto ratio = [](double r, const std::array<double, 8>& a, const std::array<double, 8>& b) {
    double above = a[7];
    double below = b[7];
    for (std::size_t i = 7; i-- > 0;) {
      above = above * r + a[i];
      below = below * r + b[i];
    }
    return above / below;
  };
  if (std::fabs(q) <= 0.425) {
    return q * ratio(0.180625 - q * q,
                     {3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3,
                      1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                      3.3430575583588128105e+4, 2.5090809287301226727e+3},
                     {1.0, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
                      2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4,
                      5.2264952788528545610e+3});
  }
  const double r = std::sqrt(-portable_log(q < 0.0 ? u : 1.0 - u));
  const double size = r <= 5.0 ? ratio(r - 1.6,
                                       {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
                                        3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
                                        2.27238449892691845833e-2, 7.74545014278341407640e-4},
                                       {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0,
                                        6.89767334985100004550e-1, 1.48103976427480074590e-1, 1.51986665636164571966e-2,
                                        5.47593808499534494600e-4, 1.05075007164441684324e-9})
                               : ratio(r - 5.0,
                                       {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
                                        2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                        2.71155556874348757815e-5, 2.01033439929228813265e-7},
                                       {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1,
                                        1.48753612908506148525e-2, 7.86869131145613259100e-4, 1.84631831751005468180e-5,
                                        1.42151175831644588870e-7, 2.04426310338993978564e-15});
  return q < 0.0 ? -size : size;
}

/// log k! by Stirling's series from 16 on, else by the sum.
inline double log_factorial(double k) noexcept {
  if (k < 16.0) {
    double product = 1.0;
    for (int i = 2; i <= static_cast<int>(k); ++i) product *= i;
    return portable_log(product);
  }
  const double x = k + 1.0;
  const double square = 1.0 / (x * x);
  const double series =
      (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square * (1.0 / 1680.0 - square / 1188.0)))) / x;
  return (x - 0.5) * portable_log(x) - x + 0.91893853320467274178 + series;
}

/// Poisson with the given mean (finite, >= 0) at the uniform number u in (0, 1): the smallest k with P(N <= k) >= u,
/// found from a normal guess by summing probabilities; about 10 sqrt(mean) additions.
inline double poisson_at(double u, double mean) noexcept {
  if (!(mean > 0.0)) return 0.0;
  double k = 0.0;
  if (mean >= 10.0) {
    const double z = normal_at(u);
    k = std::floor(mean + z * std::sqrt(mean) + (z * z - 1.0) / 6.0);
    if (k < 0.0) k = 0.0;
  }
  double probability = std::exp(k * portable_log(mean) - mean - log_factorial(k));
  double below = 0.0;  // P(N <= k), from the largest term down
  double term = probability;
  double j = k;
  while (term > below * 1e-18 && j >= 0.0) {
    below += term;
    term *= j / mean;
    j -= 1.0;
  }
  if (below >= u) {
    while (k > 0.0 && below - probability >= u) {
      below -= probability;
      probability *= k / mean;
      k -= 1.0;
    }
    return k;
  }
  while (below < u && probability > std::numeric_limits<double>::min()) {
    k += 1.0;
    probability *= mean / k;
    below += probability;
  }
  return k;
}

inline double exponential(RandomStream& stream) noexcept {
  return exponential_at(stream.uniform());
}
inline double normal(RandomStream& stream) noexcept {
  return normal_at(stream.uniform());
}
inline double poisson(RandomStream& stream, double mean) noexcept {
  return poisson_at(stream.uniform(), mean);
}

/// Exponentials with mean 1 from a stream, made in batches: the same numbers as one by one, in less time.
class ExponentialBuffer {
 public:
  explicit ExponentialBuffer(const RandomStream& stream) noexcept : stream_(stream) {}

  double next() noexcept {
    if (position_ == values_.size()) refill();
    return values_[position_++];
  }

 private:
  void refill() noexcept {
    for (double& value : values_) value = stream_.uniform();
    for (double& value : values_) value = exponential_at(value);
    position_ = 0;
  }

  RandomStream stream_;
  std::array<double, 256> values_{};
  std::size_t position_ = 256;
};

}  // namespace erlang::detail
