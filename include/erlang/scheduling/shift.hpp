#pragma once

#include <optional>
#include <string>
#include <vector>

namespace erlang {

/// One break of a shift kind, in slots of the grid. It starts `earliest`, `earliest + step`, … `latest` slots after the
/// start of the shift, both ends admissible, and takes `length` slots.
struct BreakKind {
  int earliest = 0;
  int latest = 0;
  int step = 1;
  int length = 1;
  bool paid = false;

  friend bool operator==(const BreakKind&, const BreakKind&) = default;
};

/// A kind of shift, in slots of the grid: its length, the slots of the horizon it may start in, its breaks.
struct ShiftKind {
  std::string name;
  int length = 1;
  std::vector<int> starts;
  std::vector<BreakKind> breaks = {};
  /// What one person on this shift costs; the paid hours when not given.
  std::optional<double> cost = std::nullopt;
  /// What one person on duty and not on a break counts for in the requirement, > 0.
  double weight = 1.0;

  friend bool operator==(const ShiftKind&, const ShiftKind&) = default;
};

/// Number of admissible starts of a break, >= 1 for a valid one.
[[nodiscard]] constexpr int choices(const BreakKind& pause) noexcept {
  return (pause.latest - pause.earliest) / pause.step + 1;
}

/// Paid slots of one person on the shift: its length less the unpaid breaks.
[[nodiscard]] inline int paid_slots(const ShiftKind& shift) noexcept {
  int paid = shift.length;
  for (const BreakKind& pause : shift.breaks) {
    if (!pause.paid) paid -= pause.length;
  }
  return paid;
}

}  // namespace erlang
