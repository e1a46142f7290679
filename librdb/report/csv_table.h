// A table as CSV: RFC 4180, bytes as they are.
//
//   CsvWriter table("shapes", "pattern,keys");
//   table.text(row.pattern).number(row.keys).end_row();
//   write(table.take());
#pragma once
#include <cstdint>
#include <string>

#include "librdb/base/bytes.h"
#include "librdb/report/tally.h"

namespace rdb {

struct CsvTable {
  std::string name;  ///< "shapes", "prefixes", …
  std::string text;
};

class CsvWriter {
 public:
  /// The columns of tally(), for the first line.
  static constexpr const char* kTallyColumns =
      "keys,bytes,memory,memory_usage,keys_without_ttl,memory_without_ttl";

  CsvWriter(std::string name, const std::string& columns);

  CsvWriter& text(Bytes value);
  CsvWriter& number(std::uint64_t value) { return cell(std::to_string(value)); }
  CsvWriter& tally(const Tally& tally);
  void end_row();
  CsvTable take() { return std::move(table_); }

 private:
  CsvWriter& cell(Bytes text);

  CsvTable table_;
  bool is_first_ = true;
};

}  // namespace rdb
