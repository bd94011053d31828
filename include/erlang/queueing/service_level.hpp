#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace erlang {

/// The five definitions of service level in use. With A = answered within T, S = answered, Ab(t) = abandoned within
/// t and V = the wait of one who enters and never hangs up, all as fractions of offered. Without abandonment they
/// agree; with it they differ by points on the same data.
enum class ServiceLevel {
  answered_of_offered,   ///< A, the default
  answered_of_answered,  ///< A / S
  abandons_excluded,     ///< A / (1 - Ab(t)), t = short_abandon, T when not given
  abandons_counted,      ///< A + Ab(t), likewise
  virtual_wait,          ///< P(enters, V <= T)
};

/// Whose wait: of those answered, of all who enter (until answer or hanging up), or the wait of one who never
/// hangs up.
enum class WaitOf { answered, all, virtual_wait };

namespace detail {

inline constexpr std::array<std::string_view, 5> service_level_names = {
    "answered_of_offered", "answered_of_answered", "abandons_excluded", "abandons_counted", "virtual_wait"};
inline constexpr std::array<std::string_view, 3> wait_of_names = {"answered", "all", "virtual_wait"};

template <class Enum, std::size_t Size>
constexpr std::optional<Enum> enum_from_name(const std::array<std::string_view, Size>& names,
                                             std::string_view name) noexcept {
  for (std::size_t i = 0; i < Size; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace detail

/// The spelling shared with Python and the settings file.
constexpr std::string_view name_of(ServiceLevel definition) noexcept {
  return detail::service_level_names[static_cast<std::size_t>(definition)];
}
constexpr std::string_view name_of(WaitOf of) noexcept {
  return detail::wait_of_names[static_cast<std::size_t>(of)];
}

/// The definition of that name, nothing for any other text.
constexpr std::optional<ServiceLevel> service_level_from_name(std::string_view name) noexcept {
  return detail::enum_from_name<ServiceLevel>(detail::service_level_names, name);
}
constexpr std::optional<WaitOf> wait_of_from_name(std::string_view name) noexcept {
  return detail::enum_from_name<WaitOf>(detail::wait_of_names, name);
}

}  // namespace erlang
