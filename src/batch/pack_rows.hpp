#pragma once

#include "kernels.hpp"
#include "pack_math.hpp"

#include <erlang/detail/erlang_a_series.hpp>

#include <cstdint>
#include <limits>

/// The rows of Erlang B, C and A, a Pack at a time. A row's result depends on its own inputs alone, not on its
/// neighbours or its place: regions are told apart lane by lane. All is inlined into the three functions: a call would
/// send the lanes through memory.
namespace erlang::batch {
namespace {

inline constexpr double infinite = std::numeric_limits<double>::infinity();

/// A column from some row on; beyond `count` lanes the first value again, so that spare lanes take no odd way.
inline Pack load_rows(const Column& column, std::size_t row, std::size_t count) {
  if (column.step == 0) return Pack(*column.data);
  const double* const from = column.data + row;
  if (count == Pack::lanes) return Pack::load(from);
  double lanes[Pack::lanes];
  for (std::size_t i = 0; i < Pack::lanes; ++i) lanes[i] = from[i < count ? i : 0];
  return Pack::load(lanes);
}

inline void store_rows(double* column, std::size_t row, std::size_t count, Pack values) {
  if (column == nullptr) return;
  if (count == Pack::lanes) {
    values.store(column + row);
    return;
  }
  double lanes[Pack::lanes];
  values.store(lanes);
  for (std::size_t i = 0; i < count; ++i) column[row + i] = lanes[i];
}

inline Mask positive(Pack x) {
  return (Pack(0.0) < x) & (x < infinite);
}

/// Volume, interval and aht, and what comes of them for any number of agents.
struct Work {
  Pack interval, aht, work, work_rest, inverse;
  Mask sound;  // all of it ordinary: positive and finite

  Work(Pack volume, Pack interval_, Pack aht_) : interval(interval_), aht(aht_), work(volume * aht_) {
    work_rest = multiply_add(volume, aht, -work);
    inverse = 1.0 / interval;
    const Pack most(1e290);  // also keeps the quotients' corrections from overflow
    sound = (Pack(0.0) < volume) & (volume < most) & (Pack(1e-290) < interval) & (interval < most) &
            (Pack(1e-290) < aht) & (aht < most) & (work < most) & (Pack(1e-290) < work);
  }

  [[nodiscard]] Pack over_interval(Pack x) const {
    const Pack guess = x * inverse;
    return multiply_add(multiply_add(-guess, interval, x), inverse, guess);
  }
  /// agents - load, rounded once, as erlang::detail::spare_agents.
  [[nodiscard]] Pack spare(Pack agents) const {
    const Pack room = agents * interval;
    const Pack rests = multiply_add(agents, interval, -room) - work_rest;
    return over_interval((room - work) + rests);
  }
};

/// What every model starts from.
struct Offered {
  Pack aht, agents, load, spare;
  Mask sound;
};
inline Offered offered_rows(const Inputs& in, std::size_t row, std::size_t count) {
  const Work work(load_rows(in.volume, row, count), load_rows(in.interval, row, count), load_rows(in.aht, row, count));
  const Pack agents = load_rows(in.agents, row, count);
  const Pack load = work.over_interval(work.work);
  const Mask sound =
      work.sound & (Pack(0.0) < agents) & (agents * work.interval < 1e290) & (Pack(1e-290) < load) & (load < 1e290);
  return {work.aht, agents, load, work.spare(agents), sound};
}

/// Notes the lanes that are not good.
class Left {
 public:
  explicit Left(std::uint16_t* rows) : rows_(rows) {}
  void note(Mask good, std::size_t offset, std::size_t count) {
    const unsigned bad = ~bits(good) & ((1U << count) - 1U);
    if (bad == 0) return;
    for (std::size_t i = 0; i < count; ++i) {
      if ((bad >> i & 1U) != 0) rows_[size_++] = static_cast<std::uint16_t>(offset + i);
    }
  }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  std::uint16_t* rows_;
  std::size_t size_ = 0;
};

/// Calls one(row, count) -> good lanes, for each Pack of rows.
template <class One>
std::size_t each_pack(std::size_t begin, std::size_t end, std::uint16_t* left_rows, One&& one) {
  Left left(left_rows);
  for (std::size_t row = begin; row < end; row += Pack::lanes) {
    const std::size_t count = end - row < Pack::lanes ? end - row : Pack::lanes;
    left.note(one(row, count), row - begin, count);
  }
  return left.size();
}

[[gnu::flatten]] std::size_t erlang_b_rows(const Inputs& in, const Outputs& out, std::size_t begin, std::size_t end,
                                           std::uint16_t* left) noexcept {
  return each_pack(begin, end, left, [&](std::size_t row, std::size_t count) {
    const Offered offered = offered_rows(in, row, count);
    const Odds odds = served_odds(offered.agents, offered.load, offered.spare, offered.sound);
    store_rows(out.blocking, row, count, 1.0 / (odds.value + 1.0));
    return odds.good;
  });
}

[[gnu::flatten]] std::size_t erlang_c_rows(const Inputs& in, const Outputs& out, std::size_t begin, std::size_t end,
                                           std::uint16_t* left) noexcept {
  return each_pack(begin, end, left, [&](std::size_t row, std::size_t count) {
    const Offered offered = offered_rows(in, row, count);
    const Mask stable = offered.sound & (Pack(0.0) < offered.spare) & (offered.load < offered.agents);
    const Mask flooded = offered.sound & ~stable;
    const Odds served = served_odds(offered.agents, offered.load, offered.spare, stable);
    Mask good = served.good | flooded;
    const Pack share = offered.spare / offered.agents;
    const Pack odds = select(flooded, Pack(0.0), share * served.value);
    const Pack wait = 1.0 / (odds + 1.0);
    store_rows(out.wait_probability, row, count, wait);
    if (out.service_level != nullptr) {
      const Pack within = load_rows(in.answer_within, row, count);
      const Pack exponent = within * offered.spare / offered.aht;
      const Mask fits = (Pack(0.0) <= within) & (within < 1e290);
      good = good & fits;
      // Beyond 690 the exponential is gone.
      const Pack lost = -expm1(-select(exponent < most_exponent, exponent, Pack(most_exponent)));
      store_rows(out.service_level, row, count, select(flooded, Pack(0.0), (odds + lost) * wait));
    }
    if (out.asa != nullptr || out.asa_all != nullptr || out.asa_virtual_wait != nullptr) {
      const Pack asa = select(flooded, Pack(infinite), wait * offered.aht / offered.spare);
      store_rows(out.asa, row, count, asa);
      store_rows(out.asa_all, row, count, asa);
      store_rows(out.asa_virtual_wait, row, count, asa);
    }
    if (out.queue_length != nullptr) {
      store_rows(out.queue_length, row, count, select(flooded, Pack(infinite), wait * offered.load / offered.spare));
    }
    if (out.occupancy != nullptr)
      store_rows(out.occupancy, row, count, select(flooded, Pack(1.0), offered.load / offered.agents));
    store_rows(out.load, row, count, offered.load);
    store_rows(out.abandonment, row, count, Pack(0.0));
    store_rows(out.blocking, row, count, Pack(0.0));
    return good;
  });
}

/// Erlang A as erlang::detail::ErlangAKernel solves it, where nothing overflows.
class ErlangA {
 public:
  ErlangA(const Offered& offered, Pack patience) {
    const Pack relative = patience / offered.aht;
    x_ = offered.agents * relative;
    y_ = offered.load * relative;
    spare_ = offered.spare * relative;
    rho_ = offered.load / offered.agents;
    good_ = offered.sound & (Pack(1e-100) < x_) & (Pack(1e-100) < y_) & (x_ < 1e100) & (y_ < 1e100);
    const Odds odds = served_odds(offered.agents, offered.load, offered.spare, good_);
    const Growth grown = growth_excess<true>(x_, y_, spare_, odds.good);
    good_ = grown.good & (odds.value < 1e280) & (grown.moment < 1e280) & (grown.excess < 1e280);
    const Pack growth = grown.excess + 1.0;
    const Pack idle = odds.value * rho_;
    weight_ = 1.0 / multiply_add(rho_, growth, idle);
    wait = rho_ * growth * weight_;
    answered = (idle + grown.excess) * weight_;
    abandonment = wait * abandonment_given_wait(y_, spare_, growth);
    answered_wait = grown.moment * weight_;
    virtual_wait = multiply_add(rho_, answered_wait, wait / x_);
  }

  [[nodiscard]] Mask good() const { return good_; }

  struct After {
    Pack answered;   // P(answered later than z)
    Pack wanting;    // P(V > z)
    Pack abandoned;  // P(abandoned later than z)
    Mask good;
  };
  [[nodiscard]] After after(Pack z) const {
    const Mask fits = good_ & (Pack(0.0) <= z) & (z < 600.0);
    const Pack gone = -expm1(-select(fits, z, Pack(1.0)));
    const Pack keep = exp(-select(fits, z, Pack(1.0)));
    const Pack bend = select(z < detail::bend_below, detail::bend(z), z - gone);
    const Pack exponent = -multiply_add(spare_, z, y_ * bend);
    const Mask calm = fits & (abs(exponent) < most_exponent);
    const Pack y = y_ * keep;
    const Pack spare = multiply_add(y_, gone, spare_);
    const Growth grown = growth_excess<false>(x_, y, spare, calm);
    const Pack e = exp(select(calm, exponent, Pack(0.0))) * weight_;
    const Pack growth = grown.excess + 1.0;
    const Pack wanting = rho_ * (e * growth);
    const Pack abandoned = keep * wanting * abandonment_given_wait(y, spare, growth);
    return {e * grown.excess, wanting, abandoned, grown.good};
  }

  Pack wait;
  Pack answered;
  Pack abandonment;
  Pack answered_wait;  // E[V; answered] and E[V] over the mean patience
  Pack virtual_wait;

 private:
  [[nodiscard]] Pack abandonment_given_wait(Pack y, Pack spare, Pack growth) const {
    const Mask light = (Pack(0.0) < spare) & (y * detail::light_from < spare * spare);
    const Pack closed = (x_ / growth - spare) / y;
    if (!any(light & good_)) return closed;
    return select(light, detail::light_abandonment(spare, y), closed);
  }

  Pack x_, y_, spare_, rho_, weight_;
  Mask good_;
};

[[gnu::flatten]] std::size_t erlang_a_rows(const Inputs& in, const Outputs& out, std::size_t begin, std::size_t end,
                                           std::uint16_t* left) noexcept {
  return each_pack(begin, end, left, [&](std::size_t row, std::size_t count) {
    const Offered offered = offered_rows(in, row, count);
    const Pack patience = load_rows(in.patience, row, count);
    const ErlangA queue(offered, patience);
    Mask good = queue.good();
    store_rows(out.load, row, count, offered.load);
    store_rows(out.wait_probability, row, count, queue.wait);
    store_rows(out.abandonment, row, count, queue.abandonment);
    store_rows(out.blocking, row, count, Pack(0.0));
    store_rows(out.asa_all, row, count, patience * queue.abandonment);
    if (out.asa != nullptr) store_rows(out.asa, row, count, patience * (queue.answered_wait / queue.answered));
    store_rows(out.asa_virtual_wait, row, count, patience * queue.virtual_wait);
    if (out.occupancy != nullptr) {
      const Pack busy = offered.load * queue.answered / offered.agents;
      store_rows(out.occupancy, row, count, select(busy < 1.0, busy, Pack(1.0)));
    }
    if (out.queue_length != nullptr)
      store_rows(out.queue_length, row, count, offered.load * (patience * queue.abandonment / offered.aht));
    if (out.service_level != nullptr) {
      const Pack within = load_rows(in.answer_within, row, count);
      const ErlangA::After after = queue.after(within / patience);
      good = good & after.good;
      Pack level = queue.answered - after.answered;
      if (in.definition == 4) {  // virtual_wait
        level = 1.0 - after.wanting;
        good = good & (after.wanting < 0.9);
      } else {
        good = good & (after.answered < 0.9 * queue.answered);
      }
      if (in.definition == 1) level = level / queue.answered;  // answered_of_answered
      if (in.definition == 2 || in.definition == 3) {          // abandons_excluded, abandons_counted
        ErlangA::After until = after;
        if (in.short_abandon.data != nullptr) {
          until = queue.after(load_rows(in.short_abandon, row, count) / patience);
          good = good & until.good;
        }
        good = good & (until.abandoned < 0.99 * queue.abandonment);
        const Pack lost = queue.abandonment - until.abandoned;
        level = in.definition == 2 ? level / (1.0 - lost) : level + lost;
      }
      store_rows(out.service_level, row, count, select(level < 1.0, level, Pack(1.0)));
    }
    return good;
  });
}

}  // namespace
}  // namespace erlang::batch
