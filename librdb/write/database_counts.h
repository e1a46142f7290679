// SELECTDB, and RESIZEDB with the writer's own exact counts.
#pragma once
#include <cstdint>
#include <map>

#include "librdb/io/output_buffer.h"

namespace rdb {

/// Writes SELECTDB when the database changes. With `counts` (a seekable output) the first one of
/// each database is followed by RESIZEDB in 5-byte form, patched at the end; without, none is
/// written. On a server the record decides memory after load: a wrong count costs more than none.
/// Holds about 80 bytes a database.
class DatabaseCounts {
 public:
  explicit DatabaseCounts(bool counts) : counts_(counts) {}

  /// The next key belongs to `db`.
  void select(OutputBuffer& out, std::uint32_t db) {
    if (current_ == nullptr || db != db_) change(out, db);
  }
  /// A key of the selected database is complete.
  void count_key(bool expires) {
    ++current_->keys;
    current_->expires += expires ? 1 : 0;
  }
  /// Puts the counts in. Requires: nothing is written to the databases after it.
  void patch(OutputBuffer& out) const;

 private:
  struct Database {
    std::uint64_t lengths_at = 0;  ///< offset of the two lengths, 0 if there are none
    std::uint64_t keys = 0;
    std::uint64_t expires = 0;
  };
  void change(OutputBuffer& out, std::uint32_t db);

  std::map<std::uint32_t, Database> databases_;
  Database* current_ = nullptr;
  std::uint32_t db_ = 0;
  bool counts_;
};

}  // namespace rdb
