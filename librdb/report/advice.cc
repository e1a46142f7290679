#include "librdb/report/advice.h"

#include <algorithm>

#include "librdb/report/dump_report.h"
#include "librdb/report/report_union.h"

namespace rdb {
namespace {

constexpr std::uint64_t kLeastSaved = 65'536;
constexpr std::uint64_t kLeastShare = 100;  // one in so many bytes
constexpr std::uint64_t kLeastKeys = 1000;  // for a regroup

void add_regroup(std::vector<Advice>& list, const ShapeRow& shape) {
  const RegroupChance* const best = shape.best_regroup();
  if (best == nullptr || best->keys < kLeastKeys) return;
  const RegroupChance& chance = *best;
  list.push_back({.kind = Advice::Kind::regroup,
                  .saved = static_cast<std::uint64_t>(chance.saved),
                  .keys = chance.keys,
                  .pattern = shape.pattern,
                  .type = shape.type,
                  .field = chance.field,
                  .hashes = chance.hashes,
                  .any_value = chance.any_value});
}

// Without any, it may be that nothing but the number of parts is common to the keys.
bool has_word(const OwnedBytes& pattern) {
  bool is_outside = true;
  for (const char c : pattern) {
    if (c == '{' || c == '}') {
      is_outside = c == '}';
    } else if (is_outside && ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')) {
      return true;
    }
  }
  return false;
}

// Where at least half of the keys expire, the others look forgotten.
void add_ttl(std::vector<Advice>& list, const ShapeRow& shape) {
  const Tally& tally = shape.tally;
  if (tally.without_ttl == 0 || 2 * tally.without_ttl > tally.keys) return;
  if (!has_word(shape.pattern)) return;
  list.push_back({.kind = Advice::Kind::add_ttl,
                  .saved = tally.memory_without_ttl,
                  .keys = tally.without_ttl,
                  .pattern = shape.pattern,
                  .type = shape.type});
}

// The heaviest node, or shard where only dumps are known, if it has a fifth more than the mean.
void add_skew(std::vector<Advice>& list, const DumpReport& report) {
  struct Share {
    std::string name;
    std::uint64_t keys;
    std::uint64_t memory;
  };
  std::vector<Share> shares;
  for (const NodeTally& node : report.nodes) shares.push_back({node.name, node.keys, node.memory});
  if (shares.empty() && are_shards(report)) {
    for (const ReportInput& input : report.inputs) {
      shares.push_back({input.label, input.total.keys, input.total.memory});
    }
  }
  if (shares.size() < 2) return;
  std::uint64_t sum = 0;
  for (const Share& share : shares) sum += share.memory;
  const std::uint64_t mean = sum / shares.size();
  const Share& heaviest =
      *std::max_element(shares.begin(), shares.end(),
                        [](const Share& a, const Share& b) { return a.memory < b.memory; });
  if (heaviest.memory < mean + mean / 5) return;
  list.push_back({.kind = Advice::Kind::skew,
                  .saved = heaviest.memory - mean,
                  .keys = heaviest.keys,
                  .node = heaviest.name});
}

}  // namespace

Bytes name_of(Advice::Kind kind) {
  constexpr Bytes kNames[] = {"regroup",  "raise_limit", "add_ttl", "idle",
                              "compress", "expired",     "skew"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::vector<Advice> advice_of(const DumpReport& report) {
  std::vector<Advice> list;
  for (const ShapeRow& shape : report.shapes) {
    add_regroup(list, shape);
    add_ttl(list, shape);
  }
  for (const LimitTally& limit : report.limits) {
    list.push_back({.kind = Advice::Kind::raise_limit,
                    .saved = limit.saved,
                    .keys = limit.keys,
                    .setting = limit.setting,
                    .from = limit.limit,
                    .to = limit.raised});
  }
  list.push_back({.kind = Advice::Kind::idle,
                  .saved = report.long_idle.memory,
                  .keys = report.long_idle.keys});
  list.push_back({.kind = Advice::Kind::compress,
                  .saved = report.lzf.text_bytes - report.lzf.stored_bytes,
                  .keys = report.lzf.keys});
  list.push_back({.kind = Advice::Kind::expired,
                  .saved = report.expiries.past.memory,
                  .keys = report.expiries.past.keys});
  add_skew(list, report);
  const std::uint64_t least = std::max(kLeastSaved, report.total.memory / kLeastShare);
  std::erase_if(list, [&](const Advice& advice) { return advice.saved < least; });
  std::stable_sort(list.begin(), list.end(),
                   [](const Advice& a, const Advice& b) { return a.saved > b.saved; });
  return list;
}

}  // namespace rdb
