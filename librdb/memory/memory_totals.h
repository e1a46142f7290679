// What a server says of its memory once it has loaded a dump, from the sum over the keys.
//
//   rdb::MemoryTotals totals(profile);
//   totals.add(entry.db, entry.attributes.has_expiry(), cost);      // each key
//   totals.predicted().used_memory                                  // INFO memory, used_memory
//
// Within 0.15 % of used_memory - used_memory_startup for data beyond 50 MB, on the servers that
// docs/memory-model.md lists. Memory: some words for each database.
#pragma once
#include <cstdint>
#include <map>

#include "librdb/memory/key_cost.h"
#include "librdb/memory/server_profile.h"

namespace rdb {

struct PredictedMemory {
  std::uint64_t keys = 0;
  std::uint64_t allocated = 0;    ///< sum of KeyCost::memory.allocated
  std::uint64_t tables = 0;       ///< main table and that of expiries of every database
  std::uint64_t startup = 0;      ///< of the empty server: ServerProfile::used_memory_startup
  std::uint64_t fixed = 0;        ///< a client and its buffers; it is 40 to 60 KB after loading
  std::uint64_t used_memory = 0;  ///< the sum of the four
  std::uint64_t overhead = 0;     ///< INFO memory, used_memory_overhead
  std::uint64_t dataset = 0;      ///< used_memory_dataset: used_memory without overhead
};

class MemoryTotals {
 public:
  explicit MemoryTotals(const ServerProfile& profile) : profile_(profile) {}

  void add(std::uint32_t db, bool has_expiry, const KeyCost& cost) {
    add(db, 1, has_expiry ? 1 : 0, cost.memory.allocated);
  }
  /// Many keys at once: `expires` of them have an expiry, `allocated` is their sum.
  void add(std::uint32_t db, std::uint64_t keys, std::uint64_t expires, std::uint64_t allocated) {
    Database& database = databases_[db];
    database.keys += keys;
    database.expires += expires;
    allocated_ += allocated;
  }

  /// O(databases).
  PredictedMemory predicted() const;

 private:
  struct Database {
    std::uint64_t keys = 0;
    std::uint64_t expires = 0;
  };
  std::uint64_t overhead_of(const Database& database) const;

  ServerProfile profile_;
  std::map<std::uint32_t, Database> databases_;
  std::uint64_t allocated_ = 0;
};

}  // namespace rdb
