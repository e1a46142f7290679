// How a key is built, as its users think of it: literals and named placeholders.
//
//   const auto pattern = rdb::KeyPattern::compile("user:{id}:{counter}");
//   std::array<rdb::Bytes, 2> parts;
//   if (pattern.match("user:17:visits", parts)) use(parts[0], parts[1]);   // "17", "visits"
//
// `{name}` matches any run of bytes, also none, without the first byte of the literal that follows
// it. The last one, if nothing follows it, matches anything without the separator before it: the
// last byte of the literal there (anything at all if there is no literal). The whole key must
// match. So a key splits in one way only, nothing backtracks, and matching is linear in the key on
// any input. `{{` and `}}` are literal braces. Keys are bytes: `*`, NUL and newlines are ordinary.
#pragma once
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

#include "librdb/base/bytes.h"
#include "librdb/key/separator_mask.h"

namespace rdb {

/// Immutable once compiled; holds a copy of the text and nothing that grows. Thread-safe to use.
class KeyPattern {
 public:
  /// Names are `[A-Za-z_][A-Za-z0-9_-]*`. Throws `InvalidArgument` with the position for adjacent,
  /// repeated, empty, badly named or unclosed placeholders and for a lone `}`.
  static KeyPattern compile(Bytes text);

  /// Splits `key`. On true `parts[i]` is what the i-th placeholder matched: views into `key`,
  /// living as long as it. On false the content of `parts` is unspecified. Reads only inside the
  /// key. Requires: parts.size() >= names().size().
  bool match(Bytes key, std::span<Bytes> parts) const {
    return separated_ ? match_separated(key, parts) : match_general(key, parts);
  }

  /// Whether one byte stands between all placeholders and nothing behind them, so that locate() may
  /// be asked.
  bool is_separated() const { return separated_; }
  /// match() for whom one part is enough: on true `part` is what placeholder `i` matched. Reads up
  /// to `slack` bytes behind the key. Requires: is_separated(), i < names().size().
  [[gnu::always_inline]] bool locate(Bytes key, std::size_t slack, std::size_t i,
                                     Bytes& part) const {
    const std::size_t before = literals_.front().size();
    const std::size_t size = key.size() - before;
    if (size >= 64) [[unlikely]]  // also where the key is shorter than the literal
      return locate_long(key.data(), key.size(), i, part);
    if (before != 0 && std::memcmp(key.data(), literals_.front().data(), before) != 0) return false;
    const char* const data = key.data() + before;
#if defined(__x86_64__)
    if (has_avx2_ && size + slack >= 64) [[likely]]
      return locate_avx2(data, size, i, part);
#endif
    std::uint64_t ends = size + slack >= 64 ? separator_mask_with_slack(data, size, separator_)
                                            : separator_mask(data, size, separator_);
    const std::uint64_t end_of_key = std::uint64_t{1} << size;
    ends |= end_of_key;  // of all parts; the loops run as often for every key
    std::uint64_t ends_before = 0;
    std::size_t k = i;
    for (; k != 0; --k, ends &= ends - 1) ends_before = ends;
    const std::uint64_t ends_it = ends;
    for (k = last_ - i; k != 0; --k) ends &= ends - 1;
    if (ends != end_of_key) [[unlikely]]
      return false;
    const auto index = [](std::uint64_t bits) {
      return static_cast<unsigned>(__builtin_ctzll(bits));
    };
    const std::size_t begin = i == 0 ? 0 : std::size_t{index(ends_before)} + 1;
    part = Bytes(data + begin, index(ends_it) - begin);
    return true;
  }

  /// Names in the order of the text. Live as long as the pattern.
  std::span<const OwnedBytes> names() const { return names_; }
  /// Position of a name among names().
  std::optional<std::size_t> index_of(Bytes name) const;
  /// literals()[i] stands before placeholder i, the last one behind them all; names().size() + 1
  /// of them, braces resolved, the first and the last possibly empty.
  std::span<const OwnedBytes> literals() const { return literals_; }
  /// The byte that placeholder `i` never matches, if there is one.
  std::optional<char> excluded(std::size_t i) const;
  /// What stands between all placeholders. Requires: is_separated().
  char separator() const { return separator_; }
  /// As it was written.
  const OwnedBytes& text() const { return text_; }

 private:
  KeyPattern() = default;
  bool match_separated(Bytes key, std::span<Bytes> parts) const;
  bool match_general(Bytes key, std::span<Bytes> parts) const;
#if defined(__x86_64__)
  bool locate_avx2(const char* data, std::size_t size, std::size_t i, Bytes& part) const;
#endif
  bool locate_long(const char* data, std::size_t size, std::size_t i, Bytes& part) const;

  OwnedBytes text_;
  std::vector<OwnedBytes> names_;
  std::vector<OwnedBytes> literals_;
  bool separated_ = false;  // the same single byte between all placeholders, nothing behind them
  char separator_ = 0;
  std::size_t last_ = 0;  // placeholder, if separated
#if defined(__x86_64__)
  bool has_avx2_ = false;  // set with separated_
#endif
};

/// The text of a literal in a pattern: braces doubled.
OwnedBytes escaped_literal(Bytes literal);

}  // namespace rdb
