#include "librdb/memory/zset_meter.h"

#include <algorithm>
#include <cmath>

#include "librdb/memory/loaded_score.h"
#include "librdb/memory/packed_entries.h"

namespace rdb {
namespace {

constexpr std::uint64_t kZset = 16;             // sizeof(zset)
constexpr std::uint64_t kSkiplist = 32;         // sizeof(zskiplist)
constexpr std::uint64_t kHeadWithLength = 528;  // that struct of Valkey 9.1, head included

bool holds_members_in_nodes(const ServerProfile& profile) {
  return profile.family == Family::valkey && profile.release >= 900;
}

}  // namespace

ZsetMeter::ZsetMeter(const ServerProfile& profile)
    : profile_(profile),
      blocks_(profile),
      packed_(profile.has_listpacks()),
      skiplist_(profile.allocator, profile.sds) {}

void ZsetMeter::begin() {
  packed_ = PackedSize(profile_.has_listpacks());
  is_blob_ = is_kept_ = false;
  announced_ = count_ = heap_ = longest_ = 0;
  nodes_with_members_ = {};
}

void ZsetMeter::add(const PackedBlob& blob) {
  is_blob_ = true;
  const bool is_within =
      blob.count != kUnknownCount && blob.count / 2 <= profile_.zset_max_listpack_entries;
  const bool is_same_form = (blob.encoding == PackedEncoding::listpack) == profile_.has_listpacks();
  if (is_within && is_same_form) {
    is_kept_ = true;
    count_ = blob.count / 2;
    kept_bytes_ = blob.unpacked_bytes;
    return;
  }
  bool is_score = false;
  each_entry(blob, [&](const PackedValue& value) {
    const StringMeasure entry = measure_of(value);
    packed_.add(entry);
    if (!is_score) add_member(entry);
    is_score = !is_score;
  });
}

void ZsetMeter::add(const PlainElement& element) {
  const StringMeasure member = measure_of(element);
  if (may_be_packed()) {
    packed_.add(member);
    packed_.add(loaded_score(profile_, element.score));
  }
  add_member(member);
}

void ZsetMeter::add_member(const StringMeasure& member) {
  const std::uint64_t length = member.length();
  if (holds_members_in_nodes(profile_)) {
    nodes_with_members_ += skiplist_.node_with_member(length);
  } else {
    heap_ += profile_.sds_bytes(length);
  }
  longest_ = std::max(longest_, length);
  ++count_;
}

void ZsetMeter::add(const ShortElements& members) {
  if (may_be_packed()) {  // scores are looked at, too
    return each_plain_element(members, [this](const PlainElement& element) { add(element); });
  }
  if (holds_members_in_nodes(profile_)) {
    for (const ShortElement& member : members.elements) {
      nodes_with_members_ += skiplist_.node_with_member(member.length());
    }
  } else {
    heap_ += blocks_.of_texts(members.elements);
  }
  count_ += members.elements.size();
}

// The lengths in a blob are not looked at again.
bool ZsetMeter::is_packed_anew() const {
  return count_ <= profile_.zset_max_listpack_entries &&
         (is_blob_ || longest_ <= profile_.zset_max_listpack_value);
}

KeyCost ZsetMeter::cost(MemorySum& sum) const {
  KeyCost cost;
  if (is_kept_ || is_packed_anew()) {
    cost.encoding = packed_encoding(profile_);
    add_blob(sum, profile_, name_of(cost.encoding), is_kept_ ? kept_bytes_ : packed_.bytes());
  } else {
    cost = skiplist_cost(sum);
  }
  cost.elements = count_;
  return cost;
}

LoadedDict ZsetMeter::dict() const {
  if (!is_blob_ || profile_.is_from(702, 702)) return {.slots = dict_slots(count_)};
  DictGrowth growth(0);  // one that was packed grows member by member
  growth.add(count_);
  return growth.result();
}

// What there is once a skiplist. Valkey 9.1 has no struct besides the head.
void ZsetMeter::add_heads(MemorySum& sum) const {
  const Allocator& allocator = profile_.allocator;
  const std::uint64_t head = skiplist_header_bytes(allocator);
  sum.add("zset", {kZset, allocator.usable(kZset)}, [] { return formula(kZset); });
  if (holds_members_in_nodes(profile_)) {
    sum.add("skiplist", {kHeadWithLength, head},
            [] { return formula(kHeadWithLength, ", C(", kHeadWithLength, ")"); });
    return;
  }
  sum.add("skiplist", {kSkiplist + head, allocator.usable(kSkiplist) + head},
          [&] { return formula(kSkiplist, " + head of ", head); });
}

ExpectedBytes ZsetMeter::nodes() const {
  if (holds_members_in_nodes(profile_)) return nodes_with_members_;
  const ExpectedBytes node = skiplist_.node();
  const auto count = static_cast<double>(count_);
  return {count * node.mean, count * node.variance};
}

KeyCost ZsetMeter::skiplist_cost(MemorySum& sum) const {
  const ExpectedBytes expected = this->nodes();
  KeyCost cost;
  cost.encoding = LoadedEncoding::skiplist;
  cost.exactness = Exactness::expected;
  cost.standard_deviation = std::sqrt(expected.variance);
  const auto nodes = static_cast<std::uint64_t>(std::llround(expected.mean));
  add_heads(sum);
  if (profile_.has_hashtables()) {
    const BucketTable table = presized_bucket_table(count_);
    add_hashtable(sum, profile_, table);
    mark(cost, table);
  } else {
    const LoadedDict tables = dict();
    add_dict(sum, profile_, tables);
    mark(cost, tables);
    const std::uint64_t entry = profile_.dict_entry;
    sum.add_elements("entries of the dict",
                     {count_ * entry, count_ * profile_.allocator.usable(entry)},
                     [&] { return formula(count_, " x ", entry, ", C(", entry, ") each"); });
  }
  if (holds_members_in_nodes(profile_)) {
    sum.add_elements("nodes with members", {nodes, nodes},
                     [&] { return formula("E(", count_, " nodes of 17 + 16 x levels + member)"); });
  } else {
    sum.add_elements("members", {heap_, heap_},
                     [&] { return formula("blocks of ", count_, " members"); });
    sum.add_elements("nodes", {nodes, nodes},
                     [&] { return formula("E(", count_, " x C(24 + 16 x levels))"); });
  }
  sum.end_value(count_);
  return cost;
}

}  // namespace rdb
