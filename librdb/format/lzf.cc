#include "librdb/format/lzf.h"

#include <lzf.h>

#include <cstring>
#include <limits>

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
    for (std::size_t i = 0; i < first; ++i) to[i] = to[i - distance];
    to += first;
    distance = step;
  }
  for (; to < end; to += kBlock) std::memcpy(to, to - distance, kBlock);
}

inline void copy_back_exactly(char* to, std::size_t distance, std::size_t length) {
  for (std::size_t i = 0; i < length; ++i) to[i] = to[i - distance];
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

void lzf_decompress_prefix(Bytes compressed, char* to, std::size_t length) {
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

std::size_t lzf_compress(Bytes in, char* to, std::size_t room) {
  constexpr std::size_t kMost = std::numeric_limits<unsigned>::max();
  if (in.empty() || in.size() > kMost) return 0;
  return ::lzf_compress(in.data(), static_cast<unsigned>(in.size()), to,
                        static_cast<unsigned>(room < kMost ? room : kMost));
}

}  // namespace rdb
