// Nodes of a sorted set's skiplist: what one costs on the average, and how far it is off.
//
//   const rdb::SkiplistNodes nodes(profile.allocator, profile.sds);     // once; 4 KiB
//   rdb::ExpectedBytes sum;
//   sum += nodes.node();                          // the member has a block of its own
//   sum += nodes.node_with_member(member.size()); // Valkey 9.1: it stands in the node
//
// Each node has as many levels as a dice says, one in four going one up; a dump does not tell. So
// the mean of many nodes is right, none is. Source: t_zset.c zslRandomLevel, zslCreateNode.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

#include "librdb/memory/allocator.h"
#include "librdb/memory/sds_limits.h"

namespace rdb {

/// Of something, or of the sum of independent things.
struct ExpectedBytes {
  double mean = 0;
  double variance = 0;

  constexpr ExpectedBytes& operator+=(const ExpectedBytes& other) {
    mean += other.mean;
    variance += other.variance;
    return *this;
  }
};

/// The node at the head of every skiplist has all levels: C(24 + 16 * 32) up to Valkey 8.1, and
/// C(528) in Valkey 9.1, which keeps length and tail in it; both are 640. O(1).
constexpr std::uint64_t skiplist_header_bytes(const Allocator& allocator) {
  return allocator.usable(24 + 16 * 32);
}

/// Immutable; may be shared by threads.
class SkiplistNodes {
 public:
  SkiplistNodes(const Allocator& allocator, const SdsLimits& sds);

  /// Without the member: score, a pointer back, the levels. 53.34 bytes with quantum 16, 45.84 with
  /// 8; standard deviations 10.7 and 12.3. O(1).
  ExpectedBytes node() const { return node_; }

  /// Of Valkey 9.1: its member is in it. O(1) up to 255 bytes, else O(32).
  ExpectedBytes node_with_member(std::uint64_t length) const {
    return length < kShort ? short_[length] : measured(16, 1 + sds_.bytes(length));
  }

 private:
  static constexpr std::size_t kShort = 256;

  ExpectedBytes measured(std::uint64_t fixed, std::uint64_t behind) const;

  Allocator allocator_;
  SdsLimits sds_;
  ExpectedBytes node_;
  std::array<ExpectedBytes, kShort> short_;  // by length of the member
};

}  // namespace rdb
