#include "librdb/memory/list_meter.h"

#include <algorithm>

#include "librdb/format/type_table.h"
#include "librdb/memory/packed_entries.h"

namespace rdb {
namespace {

constexpr std::uint64_t kQuicklist = 40;      // sizeof(quicklist)
constexpr std::uint64_t kSafeBytes = 8192;    // SIZE_SAFETY_LIMIT
constexpr std::uint64_t kLargest = 1U << 30;  // packed_threshold
constexpr std::uint64_t kOverhead = 8;        // SIZE_ESTIMATE_OVERHEAD
constexpr std::uint64_t kAnyBytes = ~std::uint64_t{0};

// What quicklist.c expects an item to add to a node.
std::uint64_t expected_bytes(const ServerProfile& profile, std::uint64_t length) {
  if (profile.has_listpacks()) return length + kOverhead;
  return length + (length < 254 ? 1 : 5) + (length < 64 ? 1 : length < 16384 ? 2 : 5);
}

}  // namespace

ListMeter::ListMeter(const ServerProfile& profile)
    : profile_(profile), open_(profile.has_listpacks()) {
  const std::int64_t size = profile.list_max_listpack_size;
  if (size < 0) {
    most_bytes_ = std::uint64_t{4096} << (std::min<std::int64_t>(-size, 5) - 1);
    most_items_ = kAnyBytes;
  } else {
    most_bytes_ = kAnyBytes;
    most_items_ = static_cast<std::uint64_t>(std::max<std::int64_t>(size, 1));
  }
}

void ListMeter::begin(std::uint8_t type_byte) {
  keeps_nodes_ = type_byte == type_byte::kListQuicklist || type_byte == type_byte::kListQuicklist2;
  may_be_one_blob_ = profile_.packs_sets_and_lists() && type_byte != type_byte::kListZiplist;
  open_ = PackedSize(profile_.has_listpacks());
  open_items_ = nodes_ = items_ = usage_ = allocated_ = 0;
}

void ListMeter::add(const PackedBlob& blob) {
  if (!keeps_nodes_) return push_all(blob);
  const bool is_kept = (blob.encoding == PackedEncoding::listpack) == profile_.has_listpacks();
  if (is_kept && blob.count != kUnknownCount) {
    add_node(blob.unpacked_bytes, blob.count, true);
    return;
  }
  PackedSize size(profile_.has_listpacks());
  std::uint64_t items = 0;
  each_entry(blob, [&](const PackedValue& value) {
    size.add(measure_of(value));
    ++items;
  });
  add_node(is_kept ? blob.unpacked_bytes : size.bytes(), items, true);
}

void ListMeter::add(const PlainElement& element) {
  if (!keeps_nodes_) return push(measure_of(element));
  add_node(element.length, 1, false);
}

void ListMeter::push_all(const PackedBlob& blob) {
  each_entry(blob, [&](const PackedValue& value) { push(measure_of(value)); });
}

bool ListMeter::is_large(std::uint64_t bytes) const {
  if (!profile_.has_listpacks()) return false;
  // From Redis 7.4 and Valkey 8.0 on the size of a node decides.
  if (profile_.is_from(704, 800))
    return bytes > (most_bytes_ == kAnyBytes ? kSafeBytes : most_bytes_);
  return bytes >= kLargest;
}

// Whether an item goes into the open node.
bool ListMeter::fits(std::uint64_t bytes) const {
  if (open_items_ == 0) return false;
  const std::uint64_t size = open_.bytes() + expected_bytes(profile_, bytes);
  if (most_bytes_ != kAnyBytes) return size <= most_bytes_;
  return size <= kSafeBytes && open_items_ < most_items_;
}

void ListMeter::push(const StringMeasure& item) {
  const std::uint64_t length = item.length();
  if (is_large(length)) {
    close_node();
    return add_node(length, 1, false);
  }
  if (!fits(length)) close_node();
  open_.add(item);
  ++open_items_;
}

void ListMeter::close_node() {
  if (open_items_ == 0) return;
  add_node(open_.bytes(), open_items_, true);
  open_ = PackedSize(profile_.has_listpacks());
  open_items_ = 0;
}

void ListMeter::add_node(std::uint64_t bytes, std::uint64_t items, bool is_packed) {
  if (items == 0) return;  // the loader leaves out empty nodes
  const std::uint64_t block = profile_.allocator.usable(bytes);
  usage_ += profile_.quicklist_node + (profile_.has_listpacks() ? block : bytes);
  allocated_ += profile_.allocator.usable(profile_.quicklist_node) + block;
  if (nodes_ == 0) {
    first_bytes_ = bytes;
    first_is_packed_ = is_packed;
  }
  ++nodes_;
  items_ += items;
}

KeyCost ListMeter::cost(MemorySum& sum) {
  close_node();
  KeyCost cost;
  cost.elements = items_;
  if (may_be_one_blob_ && nodes_ == 1 && first_is_packed_ && first_bytes_ <= most_bytes_ &&
      items_ <= most_items_) {
    cost.encoding = LoadedEncoding::listpack;
    add_blob(sum, profile_, "listpack", first_bytes_);
    return cost;
  }
  // Redis 8.0 averages over items, not nodes.
  const bool by_items = profile_.family == Family::redis && profile_.release >= 800;
  cost.encoding = LoadedEncoding::quicklist;
  sum.add("quicklist", {kQuicklist, profile_.allocator.usable(kQuicklist)},
          [] { return formula(kQuicklist, ", C(", kQuicklist, ")"); });
  sum.add_elements("nodes", {usage_, allocated_}, [&] {
    return formula(nodes_, " x ", profile_.quicklist_node, " + the block of each");
  });
  sum.end_value(by_items ? items_ : nodes_);
  return cost;
}

}  // namespace rdb
