// What rows of keys are sorted by.
//
//   const KeySort sort = parse_key_sort("memory:asc");
//   rows.offer(sort.rank(row), row);
#pragma once
#include <string>

#include "librdb/report/first_rows.h"
#include "tools/key_column.h"

namespace rdbmill {

struct KeySort {
  KeyColumn column = KeyColumn::memory_usage;
  bool is_ascending = false;
  /// Keys of which the column says nothing come last, whatever the direction.
  rdb::RowRank rank(const rdb::KeyRow& row) const;
};

/// The name of a column with figures, or "memory" for memory_usage; the largest comes first unless
/// ":asc" stands behind it. Throws `UsageError`.
KeySort parse_key_sort(const std::string& text);

}  // namespace rdbmill
