#include "librdb/memory/loaded_dict.h"

#include <algorithm>
#include <cmath>

#include "librdb/memory/main_table.h"

namespace rdb {

DictGrowth::DictGrowth(std::uint64_t entries) : slots_(dict_slots(entries)), used_(entries) {}

// Entries thrown into slots at random: each insertion moves the next bucket that is not empty; a
// step gives up after ten empty ones. The bounds are six standard deviations off.
DictGrowth::Moves DictGrowth::moves(std::uint64_t slots, std::uint64_t entries) {
  const auto m = static_cast<double>(slots);
  const double load = static_cast<double>(entries) / m;
  const double filled = m * (1 - std::pow(1 - 1 / m, static_cast<double>(entries)));
  const double spread = m * (std::exp(-load) - (1 + load) * std::exp(-2 * load));
  const double given_up = filled * std::exp(-10 * load);
  const double mean = filled + given_up;
  const double off = 6 * std::sqrt(spread + given_up) + given_up;
  const double most = static_cast<double>(std::min(slots, entries)) + std::ceil(4 * given_up);
  const auto whole = [&](double x) { return static_cast<std::uint64_t>(std::clamp(x, 1.0, most)); };
  return {whole(std::floor(mean - off)), whole(std::round(mean)), whole(std::ceil(mean + off))};
}

void DictGrowth::expand(std::uint64_t entries) {
  if (old_ != 0 || used_ > entries || dict_slots(entries) == slots_) return;
  if (used_ != 0) {  // nothing to move otherwise
    old_ = slots_;
    moves_ = moves(old_, used_);
  }
  slots_ = dict_slots(entries);
}

void DictGrowth::add(std::uint64_t entries) {
  while (entries > 0) entries -= old_ != 0 ? add_while_moving(entries) : add_until_full(entries);
}

std::uint64_t DictGrowth::add_while_moving(std::uint64_t entries) {
  const std::uint64_t added = std::min(entries, moves_.about);
  unsure_ = entries < moves_.at_least || entries >= moves_.at_most ? 0 : old_;
  if (entries >= moves_.about) old_ = 0;
  used_ += added;
  return added;
}

std::uint64_t DictGrowth::add_until_full(std::uint64_t entries) {
  if (used_ >= slots_) {
    expand(used_ + 1);
    ++used_;
    unsure_ = 0;
    return 1;
  }
  const std::uint64_t added = std::min(entries, slots_ - used_);
  used_ += added;
  return added;
}

}  // namespace rdb
