#include "librdb/memory/memory_totals.h"

#include "librdb/memory/main_table.h"

namespace rdb {
namespace {

constexpr std::uint64_t kFixed = 50'000;

// What object.c getMemoryOverheadData counts for a database besides its entries and slots: its
// table's struct, and that of expiries if there is none. Measured.
struct TableConstants {
  std::uint64_t main, expires, no_expires;
};

TableConstants constants_of(const ServerProfile& profile) {
  if (profile.has_hashtables()) {
    return profile.release >= 900 ? TableConstants{208, 208, 112} : TableConstants{184, 184, 96};
  }
  if (profile.family == Family::valkey) {
    return profile.release >= 800 ? TableConstants{176, 176, 104} : TableConstants{};
  }
  if (profile.release >= 800) return {2'696, 296, 232};
  return profile.release >= 704 ? TableConstants{280, 280, 216} : TableConstants{};
}

}  // namespace

std::uint64_t MemoryTotals::overhead_of(const Database& database) const {
  const TableConstants constants = constants_of(profile_);
  std::uint64_t bytes = constants.main + profile_.object * database.keys;
  bytes += database.expires != 0 ? constants.expires : constants.no_expires;
  bytes += table_usage(profile_, database.keys);
  if (database.expires != 0) bytes += table_usage(profile_, database.expires);
  if (!profile_.has_hashtables()) {
    bytes += profile_.dict_entry * (database.keys + database.expires);
  }
  return bytes;
}

PredictedMemory MemoryTotals::predicted() const {
  PredictedMemory result{
      .allocated = allocated_, .startup = profile_.used_memory_startup, .fixed = kFixed};
  result.overhead = result.startup + result.fixed;
  for (const auto& [number, database] : databases_) {
    result.keys += database.keys;
    result.tables += main_table_bytes(profile_, database.keys, database.expires);
    result.overhead += overhead_of(database);
  }
  result.used_memory = result.startup + result.fixed + result.tables + result.allocated;
  result.dataset = result.used_memory > result.overhead ? result.used_memory - result.overhead : 0;
  return result;
}

}  // namespace rdb
