#include <bit>

#include "librdb/key/key_parts.h"
#include "librdb/key/split_key.h"
#include "librdb/key/usual_ends.h"

namespace rdb {
namespace {

using namespace key_cutting;

#if defined(__x86_64__)
// split_as_usual() as far as outline_key() wants it; false also for what looks like an address.
[[gnu::always_inline]] inline bool outline_by(SplitKey& split, std::uint64_t ends) {
  if (ends == 0) return false;
  const auto separators = static_cast<std::uint32_t>(std::popcount(ends));
  split.parts = separators + 1;
  split.ends = ends;
  split.hash[0] =
      hash_with_slack(split.key.data(), static_cast<std::size_t>(std::countr_zero(ends)), 0);
  split.signature = signature_of(split.usual, separators);
  split.trait = 0;
  return true;
}

bool outline_with_sse2(SplitKey& split) {
  return outline_by(split, usual_ends(split.key.data(), split.key.size(), split.usual));
}

[[RDB_AVX2]] bool outline_with_avx2(SplitKey& split) {
  return outline_by(split, usual_ends_with_avx2(split.key.data(), split.key.size(), split.usual));
}

bool outline_as_usual(SplitKey& split) {
  return has_avx2() ? outline_with_avx2(split) : outline_with_sse2(split);
}

void hash_outline(SplitKey& split, std::uint32_t count) {
  std::size_t begin = 0;
  std::uint64_t rest = split.ends;
  for (std::uint32_t i = 0; i < count; ++i, rest &= rest - 1) {
    const std::size_t end =
        rest != 0 ? static_cast<std::size_t>(std::countr_zero(rest)) : split.key.size();
    split.hash[i] = hash_with_slack(split.key.data() + begin, end - begin, i);
    split.begin[i] = static_cast<std::uint32_t>(begin);
    begin = end + 1;
  }
  split.begin[count] = static_cast<std::uint32_t>(begin);
}
#else
bool outline_as_usual(SplitKey&) { return false; }
void hash_outline(SplitKey&, std::uint32_t) {}
#endif

}  // namespace

void outline_parts(SplitKey& split, std::uint32_t count) {
  if (split.ends != 0) hash_outline(split, count);
}

void outline_key(Bytes key, SplitKey& split, std::size_t slack) {
  split.key = key;
  const bool may_be_usual = key.size() <= kMostUsual && key.size() + slack >= kUsualRoom;
  if (may_be_usual && outline_as_usual(split)) return;
  split.ends = 0;
  split_key(key, split, slack);
}

}  // namespace rdb
