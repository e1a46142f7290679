#include "librdb/format/lzf.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"

namespace rdb {
namespace {

constexpr std::size_t kMaxLiteral = 32;
constexpr std::size_t kBlock = 16;  // bytes of a wide copy

[[noreturn]] void corrupt_reference() { throw CorruptInput("an LZF reference before its start"); }
[[noreturn]] void corrupt_cut_off() { throw CorruptInput("an LZF string ends too early"); }
[[noreturn]] void corrupt_too_long() { throw CorruptInput("an LZF string gives too many bytes"); }

// Copies `length` bytes forward from `distance` back; the two may overlap.
// Requires: 1 <= distance, and length + kBlock bytes of room.
inline void copy_back_wide(char* to, std::size_t distance, std::size_t length) {
  char* const end = to + length;
  if (distance < kBlock) {
    // Lay out whole periods until they are a block apart.
    const std::size_t step = distance * ((kBlock + distance - 1) / distance);
    const std::size_t first = step < length ? step : length;
    const char* const from = to - distance;
    for (std::size_t i = 0; i < first; ++i) to[i] = from[i];
    to += first;
    distance = step;
  }
  for (; to < end; to += kBlock) std::memcpy(to, to - distance, kBlock);
}

inline void copy_back_exactly(char* to, std::size_t distance, std::size_t length) {
  const char* const from = to - distance;
  for (std::size_t i = 0; i < length; ++i) to[i] = from[i];
}

struct Reference {
  std::size_t length;
  std::size_t distance;
};

// Reads the rest of a back reference; `p` moves behind it.
inline Reference take_reference(unsigned char control, const char*& p, const char* end) {
  std::size_t length = control >> 5;
  if (length == 7) {
    if (p == end) corrupt_cut_off();
    length += static_cast<unsigned char>(*p++);
  }
  if (p == end) corrupt_cut_off();
  const std::size_t low = static_cast<unsigned char>(*p++);
  return {length + 2, ((control & std::size_t{31}) << 8 | low) + 1};
}

}  // namespace

void lzf_decompress(Bytes compressed, char* to, std::size_t length) {
  const char* p = compressed.data();
  const char* const end = p + compressed.size();
  char* out = to;
  char* const out_end = to + length;
  while (p < end) {
    const auto control = static_cast<unsigned char>(*p++);
    const auto room = static_cast<std::size_t>(out_end - out);
    if (control < kMaxLiteral) {
      const std::size_t run = control + std::size_t{1};
      if (room >= kMaxLiteral && static_cast<std::size_t>(end - p) >= kMaxLiteral) [[likely]] {
        std::memcpy(out, p, kMaxLiteral);  // a run is never longer; what is too much is overwritten
      } else {
        if (static_cast<std::size_t>(end - p) < run) corrupt_cut_off();
        if (room < run) corrupt_too_long();
        std::memcpy(out, p, run);
      }
      p += run;
      out += run;
    } else {
      const Reference copy = take_reference(control, p, end);
      if (copy.distance > static_cast<std::size_t>(out - to)) corrupt_reference();
      if (room >= copy.length + kBlock) [[likely]] {
        copy_back_wide(out, copy.distance, copy.length);
      } else {
        if (room < copy.length) corrupt_too_long();
        copy_back_exactly(out, copy.distance, copy.length);
      }
      out += copy.length;
    }
  }
  if (out != out_end) corrupt_cut_off();
}

// Not inlined: across translation units GCC 12 then warns of writes that its vector loop never
// makes.
[[gnu::noinline]] void lzf_decompress_prefix(Bytes compressed, char* to, std::size_t length) {
  const char* p = compressed.data();
  const char* const end = p + compressed.size();
  std::size_t done = 0;
  while (done < length) {
    if (p == end) corrupt_cut_off();
    const auto control = static_cast<unsigned char>(*p++);
    if (control < kMaxLiteral) {
      const std::size_t run = control + std::size_t{1};
      const std::size_t wanted = run < length - done ? run : length - done;
      if (static_cast<std::size_t>(end - p) < wanted) corrupt_cut_off();
      std::memcpy(to + done, p, wanted);
      p += wanted;  // if the run goes on, nothing more is wanted
      done += wanted;
    } else {
      const Reference copy = take_reference(control, p, end);
      if (copy.distance > done) corrupt_reference();
      const std::size_t wanted = copy.length < length - done ? copy.length : length - done;
      copy_back_exactly(to + done, copy.distance, wanted);
      done += wanted;
    }
  }
}

// ---- compression --------------------------------------------------------------------------------

namespace {

constexpr std::size_t kMaxMatch = 264;
constexpr std::size_t kMaxDistance = 8192;
constexpr int kMinTableBits = 8;
constexpr int kMaxTableBits = 14;  // 64 KiB of stack

// Writes literals and references as long as there is room.
class LzfOutput {
 public:
  LzfOutput(char* to, std::size_t room) : begin_(to), at_(to), end_(to + room) {}

  bool literals(const char* from, std::size_t count) {
    while (count != 0) {
      const std::size_t run = count < kMaxLiteral ? count : kMaxLiteral;
      if (static_cast<std::size_t>(end_ - at_) < run + 1) return false;
      *at_ = static_cast<char>(run - 1);
      std::memcpy(at_ + 1, from, run);
      at_ += run + 1;
      from += run;
      count -= run;
    }
    return true;
  }

  // Requires: 1 <= distance <= kMaxDistance, 3 <= length <= kMaxMatch.
  bool reference(std::size_t distance, std::size_t length) {
    if (end_ - at_ < 3) return false;
    const std::size_t offset = distance - 1;
    const std::size_t stated = length - 2;
    *at_++ = static_cast<char>((stated < 7 ? stated : 7) << 5 | offset >> 8);
    if (stated >= 7) *at_++ = static_cast<char>(stated - 7);
    *at_++ = static_cast<char>(offset);
    return true;
  }

  std::size_t size() const { return static_cast<std::size_t>(at_ - begin_); }

 private:
  char* begin_;
  char* at_;
  char* end_;
};

// Bytes that two places have in common, at most `limit`; both are readable that far.
std::size_t common_prefix(const char* a, const char* b, std::size_t limit) {
  std::size_t n = 0;
  for (; n + 8 <= limit; n += 8) {
    const std::uint64_t difference = load_le<std::uint64_t>(a + n) ^ load_le<std::uint64_t>(b + n);
    if (difference != 0) return n + static_cast<std::size_t>(std::countr_zero(difference)) / 8;
  }
  while (n < limit && a[n] == b[n]) ++n;
  return n;
}

}  // namespace

std::size_t lzf_compress(Bytes in, char* to, std::size_t room) {
  if (in.empty() || in.size() > std::numeric_limits<std::uint32_t>::max()) return 0;
  std::uint32_t table[1 << kMaxTableBits];  // position behind which a hash was seen last; 0: none
  const int bits =
      std::clamp(static_cast<int>(std::bit_width(in.size())), kMinTableBits, kMaxTableBits);
  std::memset(table, 0, sizeof(std::uint32_t) << bits);
  const auto triple = [&](std::size_t i) {
    return load_le<std::uint32_t>(in.data() + i) & 0xffffff;
  };
  const auto slot = [&](std::uint32_t bytes) -> std::uint32_t& {
    return table[bytes * 2654435761u >> (32 - bits)];
  };

  LzfOutput out(to, room);
  std::size_t literals = 0;  // where those not yet written begin
  std::size_t i = 0;
  while (i + 4 <= in.size()) {
    const std::uint32_t bytes = triple(i);
    std::uint32_t& seen = slot(bytes);
    const std::size_t before = seen;
    seen = static_cast<std::uint32_t>(i + 1);
    if (before == 0 || i + 1 - before > kMaxDistance || triple(before - 1) != bytes) {
      i += 1 + ((i - literals) >> 7);  // hurry through what does not compress
      continue;
    }
    const std::size_t left = in.size() - i;
    const std::size_t length =
        common_prefix(in.data() + i, in.data() + before - 1, left < kMaxMatch ? left : kMaxMatch);
    if (!out.literals(in.data() + literals, i - literals)) return 0;
    if (!out.reference(i + 1 - before, length)) return 0;
    i += length;
    literals = i;
    for (std::size_t inside = i - 2; inside < i && inside + 4 <= in.size(); ++inside) {
      slot(triple(inside)) = static_cast<std::uint32_t>(inside + 1);
    }
  }
  if (!out.literals(in.data() + literals, in.size() - literals)) return 0;
  return out.size();
}

}  // namespace rdb
