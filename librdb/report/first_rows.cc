#include "librdb/report/first_rows.h"

#include <tuple>

#include "librdb/base/errors.h"
#include "librdb/report/quantity_text.h"

namespace rdb {
namespace {

// Of a name that does not fit into the string itself.
std::uint64_t bytes_outside(const OwnedBytes& name) {
  static const std::size_t kInside = OwnedBytes().capacity();
  return name.capacity() > kInside ? name.capacity() + 1 : 0;
}

}  // namespace

bool FirstRows::precedes(const RowRank& rank, const KeyRow& row, Bytes key,
                         const Place& other) const {
  if (rank != other.rank) return rank < other.rank;
  const Kept& kept = rows_[other.at];
  if (const int order = key.compare(kept.key); order != 0) return order < 0;
  return std::tie(row.db, row.offset) < std::tie(kept.row.db, kept.row.offset);
}

// Makes room for one and says where.
std::size_t FirstRows::remove_last() {
  std::pop_heap(heap_.begin(), heap_.end(), order());
  const std::size_t at = heap_.back().at;
  heap_.pop_back();
  name_bytes_ -= bytes_outside(rows_[at].key);
  return at;
}

void FirstRows::offer(RowRank rank, const KeyRow& row) {
  if (limit_ == 0) return;
  const bool is_whole = heap_.size() == limit_;
  if (is_whole && !precedes(rank, row, row.key, heap_.front())) return;
  const std::size_t at = is_whole ? remove_last() : rows_.size();
  if (!is_whole) rows_.emplace_back();
  rows_[at] = {OwnedBytes(row.key), row};
  name_bytes_ += bytes_outside(rows_[at].key);
  heap_.push_back({rank, at});
  std::push_heap(heap_.begin(), heap_.end(), order());
  if (memory() > memory_limit_) {
    throw LimitExceeded("the first " + thousands(heap_.size()) + " rows take more than " +
                        iec_bytes(memory_limit_) + ": ask for a smaller --limit, or allow more " +
                        "with --memory-limit");
  }
}

}  // namespace rdb
