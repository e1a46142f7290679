#include "librdb/memory/string_memory.h"

namespace rdb {
namespace {

constexpr std::int64_t kSharedIntegers = 10000;  // server.h, OBJ_SHARED_INTEGERS
constexpr std::uint64_t kEmbeddedHeader = 3;     // always of the second smallest kind
constexpr std::uint64_t kFinalZero = 1;

bool is_shared(const ServerProfile& profile, std::int64_t value) {
  return profile.shares_integers && value >= 0 && value < kSharedIntegers;
}

Memory value_memory(const ServerProfile& profile, const StringMeasure& value) {
  const std::uint64_t object = profile.allocator.usable(profile.object);
  if (value.is_integer()) {
    return {profile.object, is_shared(profile, value.as_integer()) ? 0 : object};
  }
  if (value.length() <= profile.longest_embedded) {
    const std::uint64_t block =
        profile.allocator.usable(profile.object + kEmbeddedHeader + value.length() + kFinalZero);
    return {block, block};
  }
  const std::uint64_t text = profile.sds_bytes(value.length());
  return {profile.object + text, object + text};
}

}  // namespace

Memory string_memory(const ServerProfile& profile, const KeyMeasure& key,
                     const StringMeasure& value) {
  return key_memory(profile, key) + value_memory(profile, value);
}

}  // namespace rdb
