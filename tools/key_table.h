// Rows of keys as CSV, with the header that scripts around older tools know, or as NDJSON.
#pragma once
#include "librdb/io/output_buffer.h"
#include "librdb/report/key_rows.h"

namespace rdbmill {

enum class TableFormat : std::uint8_t { csv, tsv, ndjson };

/// Writes a row for each key.
class KeyTable final : public rdb::KeyRows {
 public:
  using KeyRows::on;
  /// `out` must outlive it. `now_ms` is what `ttl` counts from.
  KeyTable(rdb::ByteSink& out, TableFormat format, std::int64_t now_ms, rdb::ServerChoice choice);

  void row(const rdb::KeyRow& row) override;
  void on(const rdb::Finish&) override { out_.flush(); }

 private:
  enum class Kind : std::uint8_t { number, text };
  void cell(const char* name, rdb::Bytes text, Kind kind);
  void cell(const char* name, std::uint64_t number);
  void empty(const char* name);

  rdb::OutputBuffer out_;
  TableFormat format_;
  std::int64_t now_ms_;
  rdb::OwnedBytes line_;
};

}  // namespace rdbmill
