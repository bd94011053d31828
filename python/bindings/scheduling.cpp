#include <chrono>
#include <erlang/scheduling.hpp>
#include <exception>
#include <optional>
#include <tuple>

#include "bindings.hpp"

namespace erlang::python {
namespace {

using BreakTuple = std::tuple<int, int, int, int, bool>;  // earliest, latest, step, length, paid
using ShiftTuple = std::tuple<std::string, int, std::vector<int>, std::vector<BreakTuple>, double>;

ScheduleProblem problem_of(std::vector<double> required, double slot, const std::vector<ShiftTuple>& shifts,
                           bool cyclic, std::vector<double> carry_in, double uncovered_weight) {
  ScheduleProblem problem{.slot = Seconds(slot), .required = std::move(required), .shifts = {}, .cyclic = cyclic};
  problem.carry_in = std::move(carry_in);
  problem.uncovered_weight = uncovered_weight;
  for (const auto& [name, length, starts, breaks, weight] : shifts) {
    ShiftKind kind{name, length, starts};
    kind.weight = weight;
    for (const auto& [earliest, latest, step, pause, paid] : breaks) {
      kind.breaks.push_back({earliest, latest, step, pause, paid});
    }
    problem.shifts.push_back(std::move(kind));
  }
  return problem;
}

/// Looks after Ctrl-C and the progress function while the solver runs without the GIL. A KeyboardInterrupt ends the
/// run and is spent: the result says `stopped`. Any other exception ends it too and is raised afterwards.
class Watcher {
 public:
  explicit Watcher(py::object progress) : progress_(std::move(progress)) {}

  bool stop() {
    if (ended_) return true;
    const auto now = std::chrono::steady_clock::now();
    if (now - looked_ < std::chrono::milliseconds(50)) return false;
    looked_ = now;
    const py::gil_scoped_acquire gil;
    if (PyErr_CheckSignals() != 0) {
      ended_ = true;
      if (PyErr_ExceptionMatches(PyExc_KeyboardInterrupt) != 0) {
        PyErr_Clear();
      } else {
        error_ = std::make_exception_ptr(py::error_already_set());
      }
    }
    return ended_;
  }

  void report(double cost, double bound) {
    const py::gil_scoped_acquire gil;
    if (progress_.is_none() || ended_) return;
    try {
      progress_(cost, bound);
    } catch (py::error_already_set& error) {
      ended_ = true;
      if (!error.matches(PyExc_KeyboardInterrupt)) error_ = std::current_exception();
    }
  }

  void raise() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  py::object progress_;
  std::chrono::steady_clock::time_point looked_;
  bool ended_ = false;
  std::exception_ptr error_;
};

py::dict solve_problem(std::vector<double> required, double slot, const std::vector<ShiftTuple>& shifts, bool cyclic,
                       std::vector<double> carry_in, double uncovered_weight, double gap, std::int64_t work_limit,
                       std::optional<double> time_limit, py::object progress) {
  const ScheduleProblem problem =
      problem_of(std::move(required), slot, shifts, cyclic, std::move(carry_in), uncovered_weight);
  Watcher watcher(std::move(progress));
  SolveOptions options{.gap = gap, .work_limit = work_limit};
  if (time_limit) options.time_limit = Seconds(*time_limit);
  options.stop = [&watcher] { return watcher.stop(); };
  options.progress = [&watcher](double cost, double bound) { watcher.report(cost, bound); };
  Schedule schedule;
  {
    const py::gil_scoped_release released;
    schedule = solve(problem, options);
  }
  watcher.raise();
  py::list plan;
  for (const PlannedShift& shift : schedule.plan) {
    plan.append(py::make_tuple(shift.kind, shift.start, py::tuple(py::cast(shift.breaks)), shift.people));
  }
  py::dict result;
  result["status"] = std::string(to_string(schedule.status));
  result["cost"] = schedule.cost;
  result["bound"] = schedule.bound;
  result["gap"] = schedule.gap;
  result["paid_hours"] = schedule.paid_hours;
  result["uncovered"] = schedule.uncovered;
  result["plan"] = plan;
  result["covered"] = py::array_t<double>(static_cast<py::ssize_t>(schedule.covered.size()), schedule.covered.data());
  result["uncoverable"] = schedule.uncoverable;
  result["work"] = schedule.work;
  result["message"] = schedule.message;
  return result;
}

}  // namespace

void register_scheduling(py::module_& module) {
  module.doc() = "scheduling: shifts on a grid of slots";
  module.def("solve", &solve_problem, py::kw_only(), py::arg("required"), py::arg("slot"), py::arg("shifts"),
             py::arg("cyclic"), py::arg("carry_in"), py::arg("uncovered_weight"), py::arg("gap"), py::arg("work_limit"),
             py::arg("time_limit"), py::arg("progress"),
             "Solves one schedule on a grid; shifts are (name, length, starts, breaks, weight), breaks (earliest, "
             "latest, step, "
             "length, paid), all in slots. Returns status, cost, bound, plan and coverage.");
}

}  // namespace erlang::python
