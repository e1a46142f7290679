// The tree of prefixes of several reports as one.
//
//   PrefixUnion all(100'000);
//   all.add(std::move(report.prefixes));     // the rows of PrefixTree::rows()
//   std::vector<PrefixRow> rows = all.rows();
//
// Rows of one name are added. While no more prefixes come together than are to be kept, in bytes of
// their names no more than one tree holds, the result depends neither on the order nor on how the
// reports were united before. Of more, the lighter
// branches are counted as `others` of what is above them, as in PrefixTree, and `missing()` says
// how much a row may lack.
//
// Holds the rows, about 300 bytes each and their names: at most twice as many as are to be kept,
// and those of the report that is added.
#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include "librdb/report/prefix_tree.h"

namespace rdb {

class PrefixUnion {
 public:
  explicit PrefixUnion(std::size_t max_prefixes) : max_prefixes_(max_prefixes) {}

  /// Depth first, each row behind the one it is below, or nothing is said of the result. O(n log
  /// n).
  void add(std::vector<PrefixRow> rows);
  /// The root first, depth first, heaviest sibling first.
  std::vector<PrefixRow> rows() const;
  /// Most memory that a row may lack because of what was folded here.
  std::uint64_t missing() const { return missing_; }

 private:
  struct Node {
    std::uint32_t depth = 0;
    std::size_t parent_size = 0;  // of its name, which this one begins with
    Tally tally;
    Tally others;
  };
  using Nodes = std::map<OwnedBytes, Node, std::less<>>;

  bool is_too_large() const {
    return nodes_.size() > max_prefixes_ || name_bytes_ > PrefixOptions{}.max_name_bytes;
  }
  void fold();

  std::size_t max_prefixes_;
  std::size_t name_bytes_ = 0;
  Nodes nodes_;
  std::uint64_t missing_ = 0;
};

}  // namespace rdb
