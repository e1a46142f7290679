#include "librdb/report/limit_watch.h"

#include <algorithm>

namespace rdb {
namespace {

constexpr std::uint64_t kRaisedBy = 2;

ServerProfile with_more_entries(ServerProfile profile) {
  profile.hash_max_listpack_entries *= kRaisedBy;
  profile.zset_max_listpack_entries *= kRaisedBy;
  profile.set_max_intset_entries *= kRaisedBy;
  profile.set_max_listpack_entries *= kRaisedBy;
  return profile;
}

ServerProfile with_longer_values(ServerProfile profile) {
  profile.hash_max_listpack_value *= kRaisedBy;
  profile.zset_max_listpack_value *= kRaisedBy;
  profile.set_max_listpack_value *= kRaisedBy;
  return profile;
}

bool is_packed(LoadedEncoding encoding) {
  return encoding == LoadedEncoding::listpack || encoding == LoadedEncoding::listpackex ||
         encoding == LoadedEncoding::ziplist || encoding == LoadedEncoding::intset;
}

LimitTally tally_of(Bytes setting, std::uint64_t limit) {
  return {.setting = std::string(setting), .limit = limit, .raised = limit * kRaisedBy};
}

}  // namespace

LimitWatch::LimitWatch(const ServerProfile& profile)
    : by_entries_(with_more_entries(profile)), by_value_(with_longer_values(profile)) {
  const bool is_new = profile.has_listpacks();
  const auto named = [is_new](Bytes name, Bytes old_name) { return is_new ? name : old_name; };
  tallies_[kHashEntries] = tally_of(named("hash-max-listpack-entries", "hash-max-ziplist-entries"),
                                    profile.hash_max_listpack_entries);
  tallies_[kZsetEntries] = tally_of(named("zset-max-listpack-entries", "zset-max-ziplist-entries"),
                                    profile.zset_max_listpack_entries);
  tallies_[kIntsetEntries] = tally_of("set-max-intset-entries", profile.set_max_intset_entries);
  tallies_[kSetEntries] = tally_of("set-max-listpack-entries", profile.set_max_listpack_entries);
  tallies_[kHashValue] = tally_of(named("hash-max-listpack-value", "hash-max-ziplist-value"),
                                  profile.hash_max_listpack_value);
  tallies_[kZsetValue] = tally_of(named("zset-max-listpack-value", "zset-max-ziplist-value"),
                                  profile.zset_max_listpack_value);
  tallies_[kSetValue] = tally_of("set-max-listpack-value", profile.set_max_listpack_value);
}

Interests LimitWatch::begin(const Entry& entry) {
  by_entries_.is_on = by_value_.is_on = false;
  Limit entries = kHashEntries;
  Limit value = kHashValue;
  switch (entry.type) {
    case ObjectType::hash:
      break;
    case ObjectType::zset:
      entries = kZsetEntries;
      value = kZsetValue;
      break;
    case ObjectType::set:
      entries = kSetEntries;
      value = kSetValue;
      break;
    default:
      return kSkip;
  }
  least_packed_ = most_packed_ = tallies_[entries].limit;
  most_packed_if_raised_ = tallies_[entries].raised;
  if (entry.type == ObjectType::set) {
    least_packed_ = std::min(least_packed_, tallies_[kIntsetEntries].limit);
    most_packed_if_raised_ = std::max(most_packed_if_raised_, tallies_[kIntsetEntries].raised);
  }
  by_entries_.is_on = by_value_.is_on = true;
  by_entries_.longest = tallies_[value].limit;
  by_value_.longest = tallies_[value].raised;
  return by_entries_.meter.begin(entry) | by_value_.meter.begin(entry);
}

void LimitWatch::on(const LayoutBegin& event) {
  if (event.count != kUnknownCount) {
    by_entries_.is_on &= event.count > least_packed_ && event.count <= most_packed_if_raised_;
    by_value_.is_on &= event.count <= most_packed_;
  }
  on<LayoutBegin>(event);
}

// Loaders count what is packed, and look at lengths in zipmaps only.
void LimitWatch::on(const PackedBlob& event) {
  by_value_.is_on &= event.encoding == PackedEncoding::zipmap;
  on<PackedBlob>(event);
}

void LimitWatch::on(const ShortElements& event) {
  if (!by_entries_.is_on && !by_value_.is_on) return;
  std::uint64_t longest = 0;
  for (const ShortElement& element : event.elements) {
    longest = std::max(longest, element.length());
  }
  by_entries_.is_on &= longest <= by_entries_.longest;
  by_value_.is_on &= longest <= by_value_.longest;
  on<ShortElements>(event);
}

void LimitWatch::end(const Leave& event, const KeyCost& cost, ObjectType type) {
  if (by_entries_.is_on) {
    const KeyCost packed = by_entries_.meter.end(event);
    add(type == ObjectType::hash                    ? kHashEntries
        : type == ObjectType::zset                  ? kZsetEntries
        : packed.encoding == LoadedEncoding::intset ? kIntsetEntries
                                                    : kSetEntries,
        cost, packed);
  }
  if (by_value_.is_on) {
    add(type == ObjectType::hash   ? kHashValue
        : type == ObjectType::zset ? kZsetValue
                                   : kSetValue,
        cost, by_value_.meter.end(event));
  }
  by_entries_.is_on = by_value_.is_on = false;
}

void LimitWatch::add(Limit limit, const KeyCost& cost, const KeyCost& packed) {
  if (packed.encoding == cost.encoding || !is_packed(packed.encoding) ||
      packed.memory.allocated >= cost.memory.allocated) {
    return;
  }
  LimitTally& tally = tallies_[limit];
  ++tally.keys;
  tally.memory += cost.memory.allocated;
  tally.saved += cost.memory.allocated - packed.memory.allocated;
}

std::vector<LimitTally> LimitWatch::tallies() const {
  std::vector<LimitTally> tallies;
  for (const LimitTally& tally : tallies_) {
    if (tally.saved != 0) tallies.push_back(tally);
  }
  std::stable_sort(tallies.begin(), tallies.end(),
                   [](const LimitTally& a, const LimitTally& b) { return a.saved > b.saved; });
  return tallies;
}

}  // namespace rdb
