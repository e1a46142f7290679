// The name of a key in bounded memory: whole as a rule, else its front and what tells it apart from
// other names that begin alike.
//
//   KeptName name(entry.key);
//   name.front                       // at most kMostBytes of it
//   if (name.is_cut()) …             // then it must not be shown as if it were the whole
//
// Owns its bytes. Names that are not cut are in the order of their bytes. Of those with equal
// fronts the shorter one comes first, then the lesser digest: any order will do, as long as it is
// the same in every run.
#pragma once
#include <array>
#include <compare>
#include <cstdint>

#include "librdb/base/bytes.h"

namespace rdb {

struct KeptName {
  /// Longer than any name somebody gave a key on purpose, and a hundred of them are still little.
  static constexpr std::size_t kMostBytes = 4096;
  static constexpr std::size_t kLongestCharacter = 4;

  /// What is kept of a name: up to `kMostBytes`, cut between characters if it is UTF-8. A view of
  /// the name. O(1).
  static Bytes front_of(Bytes name);

  KeptName() = default;
  /// O(length).
  explicit KeptName(Bytes name);

  bool is_cut() const { return bytes != front.size(); }
  friend auto operator<=>(const KeptName&, const KeptName&) = default;

  OwnedBytes front;
  std::uint64_t bytes = 0;                ///< length of the whole name
  std::array<std::uint64_t, 2> digest{};  ///< of the whole name if it is cut, else 0
  std::uint16_t slot = 0;                 ///< in a cluster: the whole name decides it
};

}  // namespace rdb
