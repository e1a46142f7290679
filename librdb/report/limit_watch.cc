#include "librdb/report/limit_watch.h"

#include <algorithm>

namespace rdb {
namespace {

constexpr std::uint64_t kRaisedBy = 2;

ServerProfile raised(ServerProfile profile) {
  profile.hash_max_listpack_entries *= kRaisedBy;
  profile.zset_max_listpack_entries *= kRaisedBy;
  profile.set_max_intset_entries *= kRaisedBy;
  profile.set_max_listpack_entries *= kRaisedBy;
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
    : meter_(raised(profile)),
      tallies_{tally_of(profile.has_listpacks() ? "hash-max-listpack-entries"
                                                : "hash-max-ziplist-entries",
                        profile.hash_max_listpack_entries),
               tally_of(profile.has_listpacks() ? "zset-max-listpack-entries"
                                                : "zset-max-ziplist-entries",
                        profile.zset_max_listpack_entries),
               tally_of("set-max-intset-entries", profile.set_max_intset_entries),
               tally_of("set-max-listpack-entries", profile.set_max_listpack_entries)} {}

Interests LimitWatch::begin(const Entry& entry) {
  watches_ = entry.type == ObjectType::hash || entry.type == ObjectType::zset ||
             entry.type == ObjectType::set;
  return watches_ ? meter_.begin(entry) : kSkip;
}

void LimitWatch::end(const Leave& event, const KeyCost& cost, ObjectType type) {
  if (!watches_) return;
  watches_ = false;
  const KeyCost now = meter_.end(event);
  if (now.encoding == cost.encoding || !is_packed(now.encoding) ||
      now.memory.allocated >= cost.memory.allocated) {
    return;
  }
  const Limit limit = type == ObjectType::hash                 ? kHash
                      : type == ObjectType::zset               ? kZset
                      : now.encoding == LoadedEncoding::intset ? kIntset
                                                               : kSet;
  LimitTally& tally = tallies_[limit];
  ++tally.keys;
  tally.memory += cost.memory.allocated;
  tally.saved += cost.memory.allocated - now.memory.allocated;
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
