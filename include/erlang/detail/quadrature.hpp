#pragma once

#include <array>

/// Gauss-Legendre quadrature on one panel.
namespace erlang::detail {

/// Positive nodes and weights of the 20-point rule on [-1, 1] (DLMF 3.5(v)).
struct GaussLegendre {
  static constexpr std::array<double, 10> nodes = {
      0.076526521133497333755, 0.227785851141645078080, 0.373706088715419560673, 0.510867001950827098004,
      0.636053680726515025453, 0.746331906460150792614, 0.839116971822218823395, 0.912234428251325905868,
      0.963971927277913791268, 0.993128599185094924786};
  static constexpr std::array<double, 10> weights = {
      0.152753387130725850698, 0.149172986472603746788, 0.142096109318382051329, 0.131688638449176626898,
      0.118194531961518417312, 0.101930119817240435037, 0.083276741576704748725, 0.062672048334109063570,
      0.040601429800386941331, 0.017614007139152118312};
};

/// Calls visit(point, weight) for the 20 nodes of [from, to].
template <class Visit>
void visit_panel(double from, double to, Visit&& visit) {
  const double centre = 0.5 * (from + to);
  const double half = 0.5 * (to - from);
  for (std::size_t i = 0; i < GaussLegendre::nodes.size(); ++i) {
    const double offset = half * GaussLegendre::nodes[i];
    const double weight = half * GaussLegendre::weights[i];
    visit(centre - offset, weight);
    visit(centre + offset, weight);
  }
}

/// The integral of f over [from, to] by the 20-point rule.
template <class Function>
double integrate_panel(double from, double to, Function&& f) {
  double sum = 0.0;
  visit_panel(from, to, [&](double point, double weight) { sum += weight * f(point); });
  return sum;
}

}  // namespace erlang::detail
