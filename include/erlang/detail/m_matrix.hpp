#pragma once

#include <cstddef>
#include <vector>

/// Small dense matrices of rates without a subtraction: what is computed keeps its relative accuracy however small.
namespace erlang::detail {

class Matrix {
 public:
  Matrix() = default;
  Matrix(std::size_t rows, std::size_t columns) : columns_(columns), values_(rows * columns, 0.0) {}

  [[nodiscard]] std::size_t rows() const noexcept { return columns_ == 0 ? 0 : values_.size() / columns_; }
  [[nodiscard]] std::size_t columns() const noexcept { return columns_; }
  double* operator[](std::size_t row) noexcept { return values_.data() + row * columns_; }
  const double* operator[](std::size_t row) const noexcept { return values_.data() + row * columns_; }

  friend Matrix operator*(const Matrix& a, const Matrix& b) {
    Matrix result(a.rows(), b.columns());
    for (std::size_t i = 0; i < a.rows(); ++i) {
      double* out = result[i];
      for (std::size_t k = 0; k < a.columns(); ++k) {
        const double factor = a[i][k];
        if (factor == 0.0) continue;
        const double* row = b[k];
        for (std::size_t j = 0; j < b.columns(); ++j) out[j] += factor * row[j];
      }
    }
    return result;
  }
  Matrix& operator+=(const Matrix& other) noexcept {
    for (std::size_t i = 0; i < values_.size(); ++i) values_[i] += other.values_[i];
    return *this;
  }
  Matrix& operator*=(double factor) noexcept {
    for (double& value : values_) value *= factor;
    return *this;
  }
  [[nodiscard]] double largest() const noexcept {
    double most = 0.0;
    for (const double value : values_) most = value > most ? value : most;
    return most;
  }

 private:
  std::size_t columns_ = 0;
  std::vector<double> values_;
};

using RowVector = std::vector<double>;

inline RowVector operator*(const RowVector& row, const Matrix& matrix) {
  RowVector result(matrix.columns(), 0.0);
  for (std::size_t k = 0; k < row.size(); ++k) {
    const double* values = matrix[k];
    for (std::size_t j = 0; j < result.size(); ++j) result[j] += row[k] * values[j];
  }
  return result;
}

inline double sum_of(const RowVector& row) noexcept {
  double sum = 0.0;
  for (const double value : row) sum += value;
  return sum;
}

/// The M-matrix diag(d) - O with O >= 0 off the diagonal and d = exits + row sums of O, factored by the elimination of
/// Grassmann, Taksar and Heyman, Operations Research 33 (1985) 1107.
class MMatrix {
 public:
  /// @param rates  O; its diagonal is not looked at
  /// @param exits  >= 0
  MMatrix(Matrix rates, std::vector<double> exits) : rates_(std::move(rates)), diagonal_(std::move(exits)) {
    const std::size_t size = diagonal_.size();
    for (std::size_t k = 0; k < size; ++k) {
      const double exit = diagonal_[k];
      double total = exit;
      for (std::size_t j = k + 1; j < size; ++j) total += rates_[k][j];
      diagonal_[k] = total;
      for (std::size_t i = k + 1; i < size; ++i) {
        if (rates_[i][k] == 0.0) continue;
        const double factor = rates_[i][k] /= total;
        for (std::size_t j = k + 1; j < size; ++j) rates_[i][j] += factor * rates_[k][j];
        diagonal_[i] += factor * exit;
      }
    }
  }

  /// The inverse times a matrix >= 0.
  [[nodiscard]] Matrix solve(Matrix right) const {
    const std::size_t size = diagonal_.size();
    for (std::size_t i = 1; i < size; ++i) {
      for (std::size_t k = 0; k < i; ++k) add(right, i, rates_[i][k], k);
    }
    for (std::size_t k = size; k-- > 0;) {
      for (std::size_t j = k + 1; j < size; ++j) add(right, k, rates_[k][j], j);
      for (std::size_t c = 0; c < right.columns(); ++c) right[k][c] /= diagonal_[k];
    }
    return right;
  }

  /// A row >= 0 times the inverse.
  [[nodiscard]] RowVector solve_left(RowVector row) const {
    const std::size_t size = diagonal_.size();
    for (std::size_t k = 0; k < size; ++k) {
      row[k] /= diagonal_[k];
      for (std::size_t j = k + 1; j < size; ++j) row[j] += row[k] * rates_[k][j];
    }
    for (std::size_t i = size; i-- > 1;) {
      for (std::size_t k = 0; k < i; ++k) row[k] += row[i] * rates_[i][k];
    }
    return row;
  }

 private:
  static void add(Matrix& matrix, std::size_t to, double factor, std::size_t from) noexcept {
    if (factor == 0.0) return;
    double* out = matrix[to];
    const double* in = matrix[from];
    for (std::size_t c = 0; c < matrix.columns(); ++c) out[c] += factor * in[c];
  }

  Matrix rates_;
  std::vector<double> diagonal_;
};

/// A row > 0 with row * (O - diag(row sums of O)) = 0, up to a factor, for an irreducible O.
inline RowVector stationary(Matrix rates) {
  const std::size_t size = rates.rows();
  RowVector row(size, 0.0);
  for (std::size_t k = 0; k + 1 < size; ++k) {
    double total = 0.0;
    for (std::size_t j = k + 1; j < size; ++j) total += rates[k][j];
    for (std::size_t i = k + 1; i < size; ++i) {
      const double factor = rates[i][k] /= total;
      for (std::size_t j = k + 1; j < size; ++j) rates[i][j] += factor * rates[k][j];
    }
  }
  row[size - 1] = 1.0;
  for (std::size_t k = size - 1; k-- > 0;) {
    for (std::size_t i = k + 1; i < size; ++i) row[k] += row[i] * rates[i][k];
  }
  return row;
}

}  // namespace erlang::detail
