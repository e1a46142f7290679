#include "librdb/report/kept_name.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "librdb/key/slot.h"

namespace rdb {

Bytes KeptName::front_of(Bytes name) {
  if (name.size() <= kMostBytes) return name;
  for (std::size_t end = kMostBytes; end > kMostBytes - kLongestCharacter; --end) {
    const bool is_inside_a_character = (static_cast<unsigned char>(name[end]) & 0xc0) == 0x80;
    if (!is_inside_a_character) return name.substr(0, end);
  }
  return name.substr(0, kMostBytes);  // no UTF-8
}

KeptName::KeptName(Bytes name) : front(front_of(name)), bytes(name.size()), slot(hash_slot(name)) {
  if (!is_cut()) return;
  const XXH128_hash_t hash = XXH3_128bits(name.data(), name.size());
  digest = {hash.high64, hash.low64};
}

}  // namespace rdb
