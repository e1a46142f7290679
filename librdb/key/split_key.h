// A key cut into parts where its author put separators, and a hash of each part: one pass, no copy.
//
//   rdb::SplitKey split;
//   rdb::split_key("view:de:4711:2013-06-10", split);
//   split.parts                     // 4
//   split.part(2)                   // "4711"
//   split.sum - split.hash[2]       // the same for all keys that differ in this part only
//
// Hard separators are `: / | # { } [ ] ( ) , ; & = ? @ ! ~ $ \`, blanks and control bytes. A key
// with none of them is cut at the first kind of `. _ -` that it has, outside of UUIDs, dates and
// IPv4 addresses. E-mail addresses, URLs, IPv6 addresses and JSON text hold separators and stay
// whole. From integers in binary on (two zero bytes side by side) a key is one part; the header
// that Java's serialisation puts before a text is one too, and the last byte of the length in it
// counts as the separator.
#pragma once
#include <array>
#include <cstdint>

#include "librdb/base/bytes.h"

namespace rdb {

/// A key of more parts is not split.
inline constexpr std::size_t kMostParts = 24;

/// Keys of up to so many bytes are split in a fast way if they are separated as the last one and
/// so many bytes can be read from their first byte on.
inline constexpr std::size_t kMostUsual = 62;
inline constexpr std::size_t kUsualRoom = 72;

/// Views into the key; good for as long as it lives.
struct SplitKey {
  Bytes key;
  std::uint32_t parts = 0;      ///< 1 … kMostParts; 0: there are more
  std::uint64_t signature = 0;  ///< of the separators in their order; equal for equal ones
  std::uint64_t sum = 0;        ///< of the hashes, modulo 2^64
  /// Tells apart what separators do not: JSON, binary, and by its first word a part behind the
  /// first that is a name with points (`django.contrib.sessions.cache…`, `template.cache…`). Mostly
  /// 0.
  std::uint64_t trait = 0;
  std::array<std::uint32_t, kMostParts + 1> begin{};  ///< of each part; one more: size + 1
  std::array<std::uint64_t, kMostParts> hash{};       ///< of each part, salted by its position
  /// After outline_key(): bit i is set where a part ends at byte i and another follows; 0 if the
  /// other fields are set as by split_key().
  std::uint64_t ends = 0;
  char usual = ':';  ///< what separated the last key: where to look first, decides nothing

  std::uint32_t end(std::size_t i) const { return begin[i + 1] - 1; }
  Bytes part(std::size_t i) const { return key.substr(begin[i], end(i) - begin[i]); }
  /// The byte between part i and the next. Requires: i + 1 < parts.
  char separator(std::size_t i) const { return key[end(i)]; }
};

/// Overwrites `split`. Deterministic: the same key gives the same hashes in every run, whatever was
/// split before. `slack`: as Entry::key_slack. O(length). Keys of 2^31 bytes and more are
/// not split.
void split_key(Bytes key, SplitKey& split, std::size_t slack = 0);

/// What split_key() says of the key as a whole: sets `key`, `parts`, `signature`, `trait` and the
/// hash of the first part, and either `ends` or the rest. For who counts keys by how they are
/// built: a part of the cost. O(length).
void outline_key(Bytes key, SplitKey& split, std::size_t slack = 0);
/// Sets hash and begin of the first `count` parts, too, and where the last of them ends. Requires:
/// outline_key() set the rest, count <= split.parts. O(length of these parts).
void outline_parts(SplitKey& split, std::uint32_t count);

/// Whether the byte always separates.
bool is_hard_separator(char c);

/// The hash that split_key() gives to bytes [begin, end) of `key` as part number `position`.
std::uint64_t part_hash(Bytes key, std::size_t begin, std::size_t end, std::size_t position);

}  // namespace rdb
