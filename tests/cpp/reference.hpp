#pragma once

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

/// Rows of tests/data/reference/*.csv: `model,inputs(JSON),metric,value,...`.
namespace reference {

struct Row {
  std::string model;
  std::string metric;
  std::map<std::string, double> inputs;  // numbers only; other values are left out
  double value = 0.0;
  double condition = 0.0;

  [[nodiscard]] double at(const std::string& name) const { return inputs.at(name); }
};

inline std::vector<std::string> split_csv(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      cells.back() += c;
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else if (c != '\r') {
      cells.back() += c;
    }
  }
  return cells;
}

inline std::map<std::string, double> numbers_of_json(const std::string& text) {
  std::map<std::string, double> numbers;
  std::size_t at = 0;
  while ((at = text.find('"', at)) != std::string::npos) {
    const std::size_t end = text.find('"', at + 1);
    const std::string name = text.substr(at + 1, end - at - 1);
    const std::size_t colon = text.find_first_not_of(' ', end + 1);
    at = end + 1;
    if (colon == std::string::npos || text[colon] != ':') continue;
    char* stop = nullptr;
    const char* start = text.c_str() + colon + 1;
    const double value = std::strtod(start, &stop);
    if (stop != start) numbers[name] = value;
  }
  return numbers;
}

/// The rows of one model.
inline std::vector<Row> rows_of(const std::string& file, const std::string& model) {
  std::ifstream in(std::string(ERLANG_TEST_DATA) + "/reference/" + file);
  if (!in) throw std::runtime_error("no reference file " + file);
  std::vector<Row> rows;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    const auto cells = split_csv(line);
    if (cells[0] != model) continue;
    rows.push_back({cells[0], cells[2], numbers_of_json(cells[1]), std::strtod(cells[3].c_str(), nullptr),
                    cells.size() > 6 && !cells[6].empty() ? std::strtod(cells[6].c_str(), nullptr) : 0.0});
  }
  return rows;
}

/// What a double may be expected to reach: max(1e-12, 8 cond 2^-53).
inline double tolerance(const Row& row) {
  return std::max(1e-12, 8.0 * row.condition * std::ldexp(1.0, -53));
}

/// Relative where the value is not 0.
inline double error(double got, const Row& row) {
  return row.value == 0.0 ? std::fabs(got) : std::fabs(got / row.value - 1.0);
}

}  // namespace reference
