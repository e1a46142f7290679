#include "librdb/memory/main_table.h"

#include <cmath>

#include "librdb/memory/bucket_table.h"

namespace rdb {

std::uint64_t table_usage(const ServerProfile& profile, std::uint64_t entries) {
  if (!profile.has_hashtables()) return 8 * dict_slots(entries);
  return static_cast<std::uint64_t>(std::llround(presized_bucket_table(entries).bytes()));
}

std::uint64_t main_table_bytes(const ServerProfile& profile, std::uint64_t keys,
                               std::uint64_t expires) {
  if (!profile.has_hashtables()) {
    return dict_table_bytes(profile, dict_slots(keys)) +
           dict_table_bytes(profile, dict_slots(expires));
  }
  const Allocator& allocator = profile.allocator;
  return static_cast<std::uint64_t>(
      std::llround(presized_bucket_table(keys).allocated(allocator) +
                   presized_bucket_table(expires).allocated(allocator)));
}

}  // namespace rdb
