#include "librdb/transform/key_clashes.h"

#include <algorithm>
#include <tuple>

#include "librdb/base/endian.h"

namespace rdb {
namespace {

// A record: [identity, 8][kind][database, 4 and name, or nothing].
constexpr std::size_t kShortRecord = 9;

}  // namespace

struct KeyClashes::Item {
  std::uint64_t hash;
  std::uint64_t identity;
  const char* record;
  std::size_t size;
  bool is_made() const { return record[sizeof identity] == kMade; }
  bool has_name() const { return size > kShortRecord; }
  std::uint32_t db() const { return load_le<std::uint32_t>(record + kShortRecord); }
  Bytes name() const { return Bytes(record, size).substr(kShortRecord + sizeof(std::uint32_t)); }
};

KeyClashes::KeyClashes(SpillFileOptions spill, std::uint64_t memory)
    : file_(std::move(spill)), partitions_(file_, memory / 2), memory_(memory) {}

void KeyClashes::add(std::uint32_t db, Bytes key, char kind, bool with_name) {
  const NameHash hash = hasher_(db, key);
  record_.resize(kShortRecord);
  store_le(record_.data(), hash.second);
  record_.back() = kind;
  if (with_name) {
    record_.resize(kShortRecord + sizeof db);
    store_le(record_.data() + kShortRecord, db);
    record_ += key;
  }
  partitions_.add(hash.first, record_);
}

KeyClashes::Found KeyClashes::find() {
  Found found;
  if (made_ == 0) return found;
  std::vector<Item> items;
  partitions_.for_each(memory_ / 4, [&](Bytes records) {
    items.clear();
    for (HashedRecords all(records); all.next();) {
      const Bytes record = all.record();
      items.push_back(
          {all.hash(), load_le<std::uint64_t>(record.data()), record.data(), record.size()});
    }
    compare(items, found);
  });
  return found;
}

void KeyClashes::compare(std::vector<Item>& items, Found& found) {
  const auto by_name = [](const Item& item) { return std::tie(item.hash, item.identity); };
  std::sort(items.begin(), items.end(),
            [&](const Item& a, const Item& b) { return by_name(a) < by_name(b); });
  for (auto begin = items.begin(); begin != items.end();) {
    const auto end = std::find_if(
        begin, items.end(), [&](const Item& item) { return by_name(item) != by_name(*begin); });
    const auto made = std::count_if(begin, end, [](const Item& item) { return item.is_made(); });
    if (made != 0 && end - begin > 1) {
      ++found.keys;
      const auto named = std::find_if(begin, end, [](const Item& item) { return item.has_name(); });
      if (named != end && (!found.has_name || std::pair(named->db(), named->name()) <
                                                  std::pair(found.db, Bytes(found.key)))) {
        found.has_name = true;
        found.key = named->name();
        found.db = named->db();
        found.is_passing = made != end - begin;
      }
    }
    begin = end;
  }
}

}  // namespace rdb
