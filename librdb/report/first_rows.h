// The N rows of keys that come first by a figure: exact, whatever order they come in.
//
//   FirstRows rows(100, 256 << 20);
//   rows.offer({.value = ~row.cost.memory.memory_usage}, row);   // the largest has the least rank
//   rows.take([](const KeyRow& row) { … });                      // the first of them first
//
// Memory: N rows of about 250 bytes and their names, and never more than was allowed.
#pragma once
#include <algorithm>
#include <compare>
#include <cstdint>
#include <deque>
#include <vector>

#include "librdb/report/key_rows.h"

namespace rdb {

/// Where a row stands by its figure: the least rank comes first, rows without the figure last.
struct RowRank {
  bool is_missing = false;
  std::uint64_t value = 0;
  friend auto operator<=>(const RowRank&, const RowRank&) = default;
};

class FirstRows {
 public:
  FirstRows(std::size_t limit, std::uint64_t memory_limit)
      : limit_(limit), memory_limit_(memory_limit) {}

  /// Keeps a copy if it is one of the first so far. Of one rank the lesser name comes first, then
  /// the lower database, then the earlier record. O(1) for rows that are not kept, else O(log N).
  /// Throws `LimitExceeded` if they need more memory than allowed.
  void offer(RowRank rank, const KeyRow& row);
  /// Hands over all that were kept, the first first, and forgets them. O(N log N).
  template <class Take>
  void take(Take take);

  std::size_t size() const { return heap_.size(); }
  /// Bytes held.
  std::uint64_t memory() const {
    return rows_.size() * sizeof(Kept) + heap_.capacity() * sizeof(Place) + name_bytes_;
  }

 private:
  struct Kept {
    OwnedBytes key;
    KeyRow row;  // its own view of the key dangles
  };
  // Places are moved about, rows stay where they are.
  struct Place {
    RowRank rank;
    std::size_t at;
  };
  auto order() const {
    return [this](const Place& a, const Place& b) {
      return precedes(a.rank, rows_[a.at].row, rows_[a.at].key, b);
    };
  }
  bool precedes(const RowRank& rank, const KeyRow& row, Bytes key, const Place& other) const;
  std::size_t remove_last();

  std::size_t limit_;
  std::uint64_t memory_limit_;
  std::uint64_t name_bytes_ = 0;
  std::deque<Kept> rows_;    // does not move what it holds, nor need twice as much to grow
  std::vector<Place> heap_;  // of all of them, the last in front
};

template <class Take>
void FirstRows::take(Take take) {
  std::sort_heap(heap_.begin(), heap_.end(), order());
  for (const Place& place : heap_) {
    Kept& kept = rows_[place.at];
    kept.row.key = kept.key;
    take(kept.row);
  }
  std::vector<Place>().swap(heap_);
  rows_.clear();
  name_bytes_ = 0;
}

}  // namespace rdb
