// Reports as files that can be added later: partial results.
//
//   write_partial(report, [&](Bytes text) { sink->write(text); });
//
//   PartialReader reader("night.partial");
//   while (const std::size_t count = source->read(buffer, sizeof buffer)) reader.feed({buffer,
//   count}); DumpReport report = reader.finish();              // equal to the one that was written
//
// A line of JSON for each row: {"schema":"rdbmill.partial/1", …}, {"input":{…}}, {"sums":{…}},
// {"shape":{…}} …, and at the end {"end":{"rows":N,"xxh3":…}} with a checksum of all lines before,
// so that what is cut or damaged is not taken for a smaller dump. docs/report.md describes the
// rows.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "librdb/report/dump_report.h"

namespace rdb {

inline constexpr Bytes kPartialSchema = "rdbmill.partial/1";
/// How every such file begins, so that it can be told from a dump.
inline constexpr Bytes kPartialMagic = "{\"schema\":\"rdbmill.partial/";

/// Writes line by line. Throws what `write` throws.
void write_partial(const DumpReport& report, const std::function<void(Bytes)>& write);

/// Takes such a file in pieces of any size. Holds the report and one line.
class PartialReader {
 public:
  /// `name` is for messages.
  explicit PartialReader(std::string name);
  ~PartialReader();
  PartialReader(const PartialReader&) = delete;
  PartialReader& operator=(const PartialReader&) = delete;

  /// Throws `CorruptInput` that names the line, `Unsupported` for another version of the schema.
  void feed(Bytes piece);
  /// Throws `TruncatedInput` if the last line is missing; and as feed().
  DumpReport finish();

 private:
  struct State;
  void take_line(Bytes line);

  std::string name_;
  std::uint64_t offset_ = 0;  // of the line
  std::uint64_t rows_ = 0;
  OwnedBytes line_;  // the part of it that came with pieces before
  std::unique_ptr<State> state_;
};

}  // namespace rdb
