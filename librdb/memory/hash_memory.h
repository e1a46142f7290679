// Memory of a hash, added up field by field without holding any of them.
//
//   const rdb::ElementCosts costs(profile);
//   rdb::HashMemory hash;                                        // 40 bytes
//   hash.add(costs, StringMeasure::of(article), StringMeasure::integer(17));   // some ns
//   const rdb::HashCost cost = hash.cost(costs, {StringMeasure::of(key)});
//
// It is the hash as a server has it after it loaded what our writer wrote (or a server saved, if
// its limits were the same): one listpack within the limits, a hashtable beyond. Fields must be
// distinct; fields with an expiry of their own are not modelled.
#pragma once
#include <cstdint>

#include "librdb/memory/element_costs.h"
#include "librdb/memory/key_cost.h"
#include "librdb/memory/memory_sum.h"

namespace rdb {

enum class HashEncoding : std::uint8_t { listpack, hashtable };

/// As OBJECT ENCODING says it. Static storage.
Bytes name_of(HashEncoding encoding);

struct HashCost {
  HashEncoding encoding = HashEncoding::listpack;
  Memory memory;                 ///< key and value
  std::uint64_t dump_bytes = 0;  ///< record in the dump, see dump_bytes.h for what is not counted
  /// False when the last fields were loaded while the hashtable grew: the old table may be gone or
  /// still be there, which the hashes of the fields decide. Never beyond the limit of entries.
  bool is_exact = true;
};

class HashMemory {
 public:
  void add(const ElementCosts& costs, const StringMeasure& field, const StringMeasure& value) {
    if (ElementCosts::is_short(field) && ElementCosts::is_short(value)) [[likely]] {
      const ElementCosts::Lanes pair = costs.of_short(field) + costs.of_short(value);
      add(pair);
      if (!costs.pairs_add_up()) heap_ += costs.pair_heap(field, value) - pair.heap();
    } else {
      add_long(costs, field, value);
    }
  }

  /// As if the fields of `behind` had been added after those of this one. O(1).
  HashMemory& operator+=(const HashMemory& behind) {
    if (first_long_ == kNone && behind.first_long_ != kNone)
      first_long_ = count_ + behind.first_long_;
    count_ += behind.count_;
    packed_ += behind.packed_;
    heap_ += behind.heap_;
    dump_ += behind.dump_;
    return *this;
  }

  /// Fields so far.
  std::uint64_t count() const { return count_; }
  /// What it is by now; more may be added afterwards. Everything is 0 for a hash without a field:
  /// there is none. O(1) beyond the limit of entries and for listpacks, O(log count) otherwise.
  HashCost cost(const ElementCosts& costs, const KeyMeasure& key) const;

 private:
  static constexpr std::uint64_t kNone = ~std::uint64_t{0};

  void add(ElementCosts::Lanes pair) {
    packed_ += pair.packed();
    heap_ += pair.heap();
    dump_ += pair.dump();
    if (pair.is_long() && first_long_ == kNone) first_long_ = count_;
    ++count_;
  }
  void add_long(const ElementCosts& costs, const StringMeasure& field, const StringMeasure& value);
  KeyCost add_table(MemorySum& sum, const ServerProfile& profile) const;

  std::uint64_t count_ = 0;
  std::uint64_t packed_ = 0;          // entries of the listpack
  std::uint64_t heap_ = 0;            // texts of the hashtable
  std::uint64_t dump_ = 0;            // plain pairs
  std::uint64_t first_long_ = kNone;  // fields before the first that does not fit a listpack
};

static_assert(sizeof(HashMemory) <= 48);

}  // namespace rdb
