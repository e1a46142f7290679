// One pass over one dump: opened, watched, read into a sink.
//
//   DumpRun run(input.path(), common);
//   run.read_into(sink);
//   run.finish()                   // trailing bytes
#pragma once
#include <memory>
#include <string>

#include "librdb/parse/rdb_reader.h"
#include "tools/options.h"
#include "tools/progress.h"

namespace rdbmill {

class DumpRun {
 public:
  /// Opens the dump. Throws `rdb::IoError`.
  DumpRun(const std::string& path, const CommonOptions& common, rdb::ReaderOptions options = {});

  /// Tells the whole dump to `sink`.
  void read_into(rdb::EventSink& sink);

  /// What lies behind the dump, once it was read. On a pipe the 40-byte end mark of a transfer
  /// counts as nothing; elsewhere it is what it is.
  std::uint64_t trailing_bytes();

  rdb::RdbReader& reader() { return reader_; }
  /// As the user named it ("dump.rdb", "(stdin)").
  const std::string& name() const { return name_; }

 private:
  Progress progress_;
  std::unique_ptr<rdb::Source> source_;
  std::string name_;
  bool is_stdin_;
  rdb::RdbReader reader_;
};

}  // namespace rdbmill
