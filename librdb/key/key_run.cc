#include "librdb/key/key_run.h"

#include <span>

#include "librdb/key/usual_ends.h"

namespace rdb {
namespace {

using namespace key_cutting;

#if defined(__x86_64__)
// What becomes the hashes of the parts that end at these places, but for finished(): that is done
// for all keys at once.
[[gnu::noinline]] void take_long_parts(const char* data, std::uint64_t places,
                                       std::uint64_t* words) {
  const char* part = data;
  for (std::size_t i = 0; places != 0; ++i) {
    const auto length = static_cast<std::size_t>(std::countr_zero(places));
    const std::uint64_t word = length <= 8 ? load_le<std::uint64_t>(part) & kFirstBytes[length]
                                           : long_word_with_slack(part, length);
    words[i] = word ^ (kSalts[i] + length);
    part += length + 1;
    places = places >> length >> 1;
  }
}

// The same where parts have up to 16 bytes; others are left to that one, for the registers.
[[gnu::always_inline]] inline void take_parts(const char* data, std::uint64_t places,
                                              std::uint64_t* words) {
  std::size_t i = 0;
  std::size_t begin = 0;
  // Places are taken off the mask one by one, not shifted by lengths: the next part then waits for
  // one instruction of this one.
  for (std::uint64_t rest = places; rest != 0; rest &= rest - 1, ++i) {
    const auto end = static_cast<std::size_t>(std::countr_zero(rest));
    const char* const part = data + begin;
    const std::size_t length = end - begin;
    auto word = load_le<std::uint64_t>(part);
    if (length <= 8) {
      word &= kFirstBytes[length];
    } else {
      if (length > 16) [[unlikely]]
        return take_long_parts(data, places, words);
      word = word_of_two(word, load_le<std::uint64_t>(part + 8) & kFirstBytes[length - 8]);
    }
    words[i] = word ^ (kSalts[i] + length);
    begin = end + 1;
  }
}

// The next free place.
[[gnu::always_inline]] inline std::uint32_t take_key(RunKey& key, std::uint64_t* words,
                                                     std::uint32_t free) {
  key.first_hash = free;
  key.parts = static_cast<std::uint32_t>(std::popcount(key.ends)) + 1;
  take_parts(key.key.data(), key.ends | std::uint64_t{1} << key.key.size(), words + free);
  return free + key.parts;
}

[[gnu::always_inline]] inline bool may_be_usual(Bytes key, std::size_t slack) {
  return key.size() <= kMostUsual && key.size() + slack >= kUsualRoom;
}

// There is no multiplication of 64 bits: the upper halves' product would not be in it.
[[RDB_AVX2, gnu::always_inline]] inline __m256i product(__m256i words, std::uint64_t factor) {
  const __m256i low = _mm256_set1_epi64x(static_cast<std::int64_t>(factor & 0xffffffff));
  const __m256i high = _mm256_set1_epi64x(static_cast<std::int64_t>(factor >> 32));
  const __m256i crossed = _mm256_add_epi64(_mm256_mul_epu32(_mm256_srli_epi64(words, 32), low),
                                           _mm256_mul_epu32(words, high));
  return _mm256_add_epi64(_mm256_mul_epu32(words, low), _mm256_slli_epi64(crossed, 32));
}

// finished(), four at once: up to three behind the last are changed, too.
[[RDB_AVX2, gnu::always_inline]] inline void finish_by_avx2(std::uint64_t* words,
                                                            std::size_t count) {
  for (std::size_t i = 0; i < count; i += 4) {
    auto* const at = reinterpret_cast<__m256i_u*>(words + i);
    __m256i four = product(_mm256_loadu_si256(at), kFirstFactor);
    four = product(_mm256_xor_si256(four, _mm256_srli_epi64(four, 32)), kSecondFactor);
    _mm256_storeu_si256(at, _mm256_xor_si256(four, _mm256_srli_epi64(four, 32)));
  }
}

[[RDB_AVX2]] void cut_by_avx2(std::span<RunKey> keys, char separator, std::size_t slack,
                              std::uint64_t* hashes) {
  for (RunKey& key : keys) {
    const Bytes text = key.key;
    key.ends =
        may_be_usual(text, slack) ? usual_ends_with_avx2(text.data(), text.size(), separator) : 0;
  }
  std::uint32_t count = 0;
  for (RunKey& key : keys) {
    if (key.ends != 0) count = take_key(key, hashes, count);
  }
  finish_by_avx2(hashes, count);
}

void cut_by_sse2(std::span<RunKey> keys, char separator, std::size_t slack, std::uint64_t* hashes) {
  std::uint32_t count = 0;
  for (RunKey& key : keys) {
    const Bytes text = key.key;
    key.ends = may_be_usual(text, slack) ? usual_ends(text.data(), text.size(), separator) : 0;
    if (key.ends != 0) count = take_key(key, hashes, count);
  }
  for (std::uint32_t i = 0; i < count; ++i) hashes[i] = finished(hashes[i]);
}
#endif

}  // namespace

void KeyRun::cut(char separator, std::size_t slack) {
  separator_ = separator;
  const std::span<RunKey> used(keys.data(), count);
#if defined(__x86_64__)
  (has_avx2() ? cut_by_avx2 : cut_by_sse2)(used, separator, slack, hashes_.data());
#else
  (void)slack;
  for (RunKey& key : used) key.ends = 0;
#endif
}

}  // namespace rdb
