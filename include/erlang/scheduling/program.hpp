#pragma once

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace erlang {

/// Minimise cost·x subject to row_lower <= A x <= row_upper, lower <= x <= upper, x integer where `integer` says so.
/// Plain data, column by column; knows nothing of shifts or of any solver.
struct MixedIntegerProgram {
  static constexpr double infinity = std::numeric_limits<double>::infinity();

  std::vector<double> cost;
  std::vector<double> lower;
  std::vector<double> upper;
  std::vector<bool> integer;
  std::vector<double> row_lower;
  std::vector<double> row_upper;
  std::vector<int> column_start = {0};  ///< one more than columns
  std::vector<int> row_index;
  std::vector<double> value;

  [[nodiscard]] int columns() const noexcept { return static_cast<int>(cost.size()); }
  [[nodiscard]] int rows() const noexcept { return static_cast<int>(row_lower.size()); }

  int add_row(double low, double high) {
    row_lower.push_back(low);
    row_upper.push_back(high);
    return rows() - 1;
  }

  /// Entries of the same row are added up, zeros left out.
  int add_column(double price, double low, double high, bool whole, std::vector<std::pair<int, double>> entries) {
    std::sort(entries.begin(), entries.end());
    for (std::size_t i = 0; i < entries.size();) {
      double sum = 0.0;
      const int row = entries[i].first;
      for (; i < entries.size() && entries[i].first == row; ++i) sum += entries[i].second;
      if (sum == 0.0) continue;
      row_index.push_back(row);
      value.push_back(sum);
    }
    column_start.push_back(static_cast<int>(row_index.size()));
    cost.push_back(price);
    lower.push_back(low);
    upper.push_back(high);
    integer.push_back(whole);
    return columns() - 1;
  }
};

}  // namespace erlang
