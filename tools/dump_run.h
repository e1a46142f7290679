// One pass over one dump: opened, watched, read into a sink.
//
//   DumpRun run(input.path(), common);
//   run.read_into(sink);
//   run.trailing_bytes()
//
// A folder is an append-only file, whose base is read.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "librdb/parse/rdb_reader.h"
#include "tools/aof_input.h"
#include "tools/options.h"
#include "tools/progress.h"

namespace rdbmill {

class DumpRun {
 public:
  /// Opens the dump. Throws `rdb::IoError`.
  DumpRun(const std::string& path, const CommonOptions& common, rdb::ReaderOptions options = {});

  /// Tells the whole dump to `sink`.
  void read_into(rdb::EventSink& sink);
  /// The same, but ends as soon as `is_enough()`, asked before every record, says so: true if it
  /// did. What follows was then neither read nor verified, and nothing is known of what lies behind
  /// the dump.
  bool read_until(rdb::EventSink& sink, const std::function<bool()>& is_enough);

  /// What lies behind the dump, once it was read. On a pipe the 40-byte end mark of a transfer
  /// counts as nothing; elsewhere it is what it is. Commands of an append-only file are apart.
  std::uint64_t trailing_bytes() const { return trailing_; }
  /// What is missing of an append-only file, as a sentence; empty if it is a dump by itself.
  std::string unread_commands() const;
  /// "dump.rdb: warning: 8 bytes behind the end of the dump were not read", or what else was not
  /// done with them; empty if there are none.
  std::string trailing_warning(const char* done = "read") const;
  void warn_of_trailing_bytes() const;
  /// Once it was read: for commands that look. Both of these: commands, and trailing bytes.
  void warn_of_unread() const;
  /// Once it was read: for commands that write data. Throws `rdb::Refused`.
  void refuse_unread_commands(bool base_only) const;
  /// Of the dump itself, where the user named a folder.
  const std::string& path() const { return aof_.path; }

  Progress& progress() { return progress_; }
  rdb::RdbReader& reader() { return reader_; }
  /// As the user named it ("dump.rdb", "(stdin)").
  const std::string& name() const { return name_; }

 private:
  bool step(rdb::EventSink& sink, std::uint64_t records);
  void read_trailing();
  void warn_of_unread_commands() const;

  AofInput aof_;
  Progress progress_;
  std::unique_ptr<rdb::Source> source_;
  std::string name_;
  bool is_stdin_;
  std::uint64_t trailing_ = 0;
  rdb::RdbReader reader_;
};

}  // namespace rdbmill
