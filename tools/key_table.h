// Rows of keys as a table: those that are asked for, in the order of the dump or of a figure.
//
//   KeyTable table(out, {.columns = columns_of(KeyStyle::rdbtools), .limit = 100});
//   while (!table.is_full() && reader.step(table)) {}
//   table.finish();
//
// Memory: a line; with `sort` also as many rows as `limit` says (first_rows.h).
#pragma once
#include <limits>
#include <optional>
#include <vector>

#include "librdb/io/output_buffer.h"
#include "librdb/report/first_rows.h"
#include "librdb/report/key_rows.h"
#include "tools/key_column.h"
#include "tools/key_sort.h"
#include "tools/table_line.h"

namespace rdbmill {

struct KeyTableOptions {
  static constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

  std::vector<KeyColumn> columns = columns_of(KeyStyle::rdbtools);
  TableFormat format = TableFormat::csv;
  bool guards = false;  ///< against formulas (table_line.h)
  /// Which rows come first. Without it: those that stand first in the dump.
  std::optional<KeySort> sort;
  std::uint64_t limit = kNoLimit;         ///< rows
  std::uint64_t memory_limit = kNoLimit;  ///< of the rows that are held to be sorted
  std::int64_t now_ms = 0;                ///< what `ttl` counts from
  rdb::ServerChoice server;               ///< whose memory is meant
};

class KeyTable final : public rdb::KeyRows {
 public:
  using KeyRows::on;
  /// Writes the names of the columns. `out` must outlive it.
  KeyTable(rdb::ByteSink& out, KeyTableOptions options);

  void row(const rdb::KeyRow& row) override;
  /// Whether nothing that comes can change the table.
  bool is_full() const { return !options_.sort && rows_ == options_.limit; }
  std::uint64_t rows() const { return rows_; }
  /// Writes what was held back. Once, when all keys were told or it is full.
  void finish();

 private:
  void write(const rdb::KeyRow& row);
  void cell(KeyColumn column, const rdb::KeyRow& row);
  void text_cell(KeyColumn column, const rdb::KeyRow& row);

  rdb::OutputBuffer out_;
  KeyTableOptions options_;
  TableLine line_;
  rdb::FirstRows first_;
  std::uint64_t rows_ = 0;  // written
};

}  // namespace rdbmill
