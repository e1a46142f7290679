// Groups of options that several commands share, as parts that a command holds. `define()`
// declares, `setup()` understands; nothing here opens anything before it is asked to.
#pragma once
#include <cerrno>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "librdb/base/errors.h"
#include "librdb/io/byte_sink.h"
#include "librdb/io/source.h"
#include "librdb/io/temp_spool.h"
#include "librdb/write/target.h"
#include "tools/progress.h"
#include "tools/usage_error.h"

namespace CLI {
class App;
}

namespace rdbmill {

/// The reason, with the place in the text if the error has one.
std::string described(const rdb::InvalidArgument& error, const std::string& text);

/// Calls `parse(text)` and puts the option's name in front of what is wrong with the text.
template <typename Parse>
auto understood(const char* option, const std::string& text, Parse parse) {
  try {
    return parse(text);
  } catch (const UsageError& error) {
    throw UsageError(std::string(option) + ": " + error.what(), error.hint());
  } catch (const rdb::InvalidArgument& error) {
    throw UsageError(std::string(option) + ": " + described(error, text));
  }
}

/// -q -v --progress --color --size-hint.
class CommonOptions {
 public:
  void define(CLI::App& app);
  void setup();
  bool quiet() const { return quiet_; }
  bool verbose() const { return verbose_; }
  ShowProgress progress() const { return progress_; }
  std::uint64_t size_hint() const { return size_hint_; }
  /// A remark on stderr, unless --quiet.
  void note(const std::string& text) const;

 private:
  bool quiet_ = false;
  bool verbose_ = false;
  ShowProgress progress_ = ShowProgress::automatic;
  std::uint64_t size_hint_ = 0;
  std::string progress_text_ = "auto";
  std::string color_text_ = "auto";
  std::string size_hint_text_;
};

/// The file to read, "-" for stdin.
class InputOption {
 public:
  void define(CLI::App& app);
  /// For commands that write what they read: with --base-only.
  void define_for_writer(CLI::App& app);
  const std::string& path() const { return path_; }
  bool base_only() const { return base_only_; }

 private:
  std::string path_;
  bool base_only_ = false;
};

/// -o and -O: where to write; "-" is stdout.
class OutputOption {
 public:
  void define(CLI::App& app);
  /// Refuses (`UsageError`) to send binary data to a terminal.
  void setup();
  const std::string& path() const { return path_; }
  bool is_stdout() const { return path_ == "-"; }
  /// Refuses (`UsageError`) an option that means nothing for a file.
  void require_stdout(const char* option) const;
  /// Mentions what an earlier run left beside it when it was killed.
  std::unique_ptr<rdb::ByteSink> open(const std::vector<std::string>& inputs,
                                      const CommonOptions& common) const;
  /// Notes what a killed run left beside an output of this name.
  void mention_leftovers(const std::string& path, const CommonOptions& common) const;
  /// Another file under the same rules.
  std::unique_ptr<rdb::ByteSink> open_beside(const std::string& path,
                                             const std::vector<std::string>& inputs) const;

 private:
  std::string path_ = "-";
  bool overwrite_ = false;
};

/// Does a job whose output is a listing: if it goes to a pipe and nobody reads it any more, that is
/// its end and no error (`ReaderWentAway`).
template <typename Job>
void list_to(const OutputOption& output, Job job) try {
  job();
} catch (const rdb::IoError& error) {
  if (output.is_stdout() && error.error_number() == EPIPE) throw ReaderWentAway();
  throw;
}

/// --mode where there is --format too: empty if it was not given, which is "commands". Throws
/// `UsageError`, also if no commands are written.
void require_mode(const std::string& mode, const std::string& format);

/// --json.
class JsonOption {
 public:
  void define(CLI::App& app);
  bool wanted() const { return wanted_; }

 private:
  bool wanted_ = false;
};

/// What --target names. Throws `UsageError`.
rdb::TargetServer target_named(const std::string& text);

/// --target SERVER.
class TargetOption {
 public:
  void define(CLI::App& app);
  void setup();
  const rdb::TargetServer& target() const { return target_; }

 private:
  std::string text_ = "same";
  rdb::TargetServer target_;
};

/// --now TIME.
class NowOption {
 public:
  void define(CLI::App& app, const char* default_text);
  void setup();
  std::optional<std::int64_t> milliseconds() const { return milliseconds_; }
  /// As the user said it, or empty.
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::optional<std::int64_t> milliseconds_;
};

/// --threads. What a run gives does not depend on it.
class ThreadsOption {
 public:
  void define(CLI::App& app);
  void setup();
  unsigned count() const { return count_; }

 private:
  std::string text_;
  unsigned count_ = 1;
};

/// --memory-limit and --tmp-dir.
class MemoryOptions {
 public:
  void define(CLI::App& app);
  void setup();
  std::uint64_t limit() const { return limit_; }
  /// Where temporary files go: the chosen folder; by default that of `output`, else $TMPDIR, else
  /// /tmp, the first that is no tmpfs.
  std::string folder(const std::string& output) const;
  /// Spools there.
  rdb::TempSpoolFactory spools(const std::string& output) const {
    return rdb::TempSpoolFactory(folder(output));
  }

 private:
  std::string limit_text_;
  std::string folder_;
  bool allow_tmpfs_ = false;
  std::uint64_t limit_ = 0;
};

/// Milliseconds since 1970 by the clock on the wall.
std::int64_t wall_clock_ms();

}  // namespace rdbmill
