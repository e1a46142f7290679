#include "librdb/report/first_rows.h"

#include <tuple>

#include "librdb/base/errors.h"
#include "librdb/report/quantity_text.h"

namespace rdb {
namespace {

bool stands_before(const RowRank& rank, Bytes key, const KeyRow& row, const RowRank& other_rank,
                   Bytes other_key, const KeyRow& other) {
  if (rank != other_rank) return rank < other_rank;
  return std::tie(key, row.db, row.offset) < std::tie(other_key, other.db, other.offset);
}

}  // namespace

bool FirstRows::precedes(const Kept& a, const Kept& b) {
  return stands_before(a.rank, a.key, a.row, b.rank, b.key, b.row);
}

bool FirstRows::precedes_last(const RowRank& rank, const KeyRow& row) const {
  const Kept& last = heap_.front();
  return stands_before(rank, row.key, row, last.rank, last.key, last.row);
}

void FirstRows::offer(RowRank rank, const KeyRow& row) {
  if (limit_ == 0) return;
  if (heap_.size() == limit_) {
    if (!precedes_last(rank, row)) return;
    std::pop_heap(heap_.begin(), heap_.end(), precedes);
    name_bytes_ -= heap_.back().key.size();
    heap_.pop_back();
  }
  heap_.push_back({rank, OwnedBytes(row.key), row});
  std::push_heap(heap_.begin(), heap_.end(), precedes);
  name_bytes_ += row.key.size();
  if (memory() > memory_limit_) {
    throw LimitExceeded("the first " + thousands(heap_.size()) + " rows take more than " +
                        iec_bytes(memory_limit_) + ": ask for a smaller --limit, or allow more " +
                        "with --memory-limit");
  }
}

}  // namespace rdb
