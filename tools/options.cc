#include "tools/options.h"

#include <linux/magic.h>
#include <sys/vfs.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "librdb/base/errors.h"
#include "librdb/io/leftover_outputs.h"
#include "librdb/report/quantity_text.h"
#include "tools/container.h"
#include "tools/quantities.h"
#include "tools/stdin_use.h"
#include "tools/terminal.h"
#include "tools/words.h"

namespace rdbmill {
namespace {

constexpr const char* kGeneral = "General options";

template <typename Value>
Value choice(const char* option, const std::string& text, Value automatic, Value always,
             Value never) {
  if (text == "auto") return automatic;
  if (text == "always") return always;
  if (text == "never") return never;
  throw UsageError(std::string(option) + ": \"" + rdb::escaped(text) + "\" is not known",
                   "it is auto, always or never");
}

bool is_tmpfs(const std::string& folder) {
  struct statfs status {};
  return ::statfs(folder.c_str(), &status) == 0 && status.f_type == TMPFS_MAGIC;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

std::string described(const rdb::InvalidArgument& error, const std::string& text) {
  std::string message = error.reason();
  if (error.position() != rdb::InvalidArgument::kNoPosition) {
    message +=
        ", at byte " + std::to_string(error.position()) + " of \"" + rdb::escaped(text) + "\"";
  }
  return message;
}

void CommonOptions::define(CLI::App& app) {
  app.add_flag("-q,--quiet", quiet_, "No remarks on stderr, errors and warnings only")
      ->group(kGeneral);
  app.add_flag("-v,--verbose", verbose_, "Say more")->group(kGeneral);
  app.add_option("--progress", progress_text_,
                 "auto, always or never; auto: if stderr is a terminal")
      ->type_name("WHEN")
      ->group(kGeneral);
  app.add_option("--size-hint", size_hint_text_, "Size of the input, where a pipe does not tell")
      ->type_name("SIZE")
      ->group(kGeneral);
  app.add_option("--color", color_text_, "auto, always or never")
      ->type_name("WHEN")
      ->group(kGeneral);
}

void CommonOptions::setup() {
  progress_ = choice("--progress", progress_text_, ShowProgress::automatic, ShowProgress::always,
                     ShowProgress::never);
  if (quiet_) progress_ = ShowProgress::never;
  set_color(choice("--color", color_text_, Color::automatic, Color::always, Color::never));
  if (!size_hint_text_.empty()) {
    size_hint_ = understood("--size-hint", size_hint_text_, parse_size);
  }
}

void CommonOptions::note(const std::string& text) const {
  if (!quiet_) print_message(text);
}

void InputOption::define(CLI::App& app) {
  reads_stdin(app.add_option("FILE", path_, "The dump to read, \"-\" for stdin")->required());
}

void InputOption::define_for_writer(CLI::App& app) {
  define(app);
  app.add_flag("--base-only", base_only_,
               "Of an append-only file take the dump it begins with, not the commands behind it");
}

void OutputOption::define(CLI::App& app) {
  app.add_option("-o,--output", path_, "Where to write, \"-\" (stdout) by default")
      ->type_name("FILE");
  app.add_flag("-O,--overwrite", overwrite_, "Replace the output if it exists");
}

void OutputOption::setup() {
  if (is_stdout() && stdout_is_terminal()) {
    throw UsageError("binary data is not written to a terminal",
                     "name a file with -o, or use a pipe");
  }
}

void OutputOption::require_stdout(const char* option) const {
  if (is_stdout()) return;
  throw UsageError(std::string(option) + " is about stdout", "a file appears when it is whole");
}

std::unique_ptr<rdb::ByteSink> OutputOption::open(const std::vector<std::string>& inputs,
                                                  const CommonOptions& common) const {
  mention_leftovers(path_, common);
  return open_beside(path_, inputs);
}

void OutputOption::mention_leftovers(const std::string& path, const CommonOptions& common) const {
  for (const rdb::LeftoverOutput& file : rdb::leftover_outputs(path)) {
    common.note("note: " + rdb::escaped(file.path, 4096) + " (" + rdb::iec_bytes(file.bytes) +
                ") is the unfinished output of a run that was killed: nothing uses it, remove it");
  }
}

std::unique_ptr<rdb::ByteSink> OutputOption::open_beside(
    const std::string& path, const std::vector<std::string>& inputs) const {
  return rdb::open_byte_sink(path, {.overwrite = overwrite_, .inputs = inputs});
}

void require_mode(const std::string& mode, const std::string& format) {
  if (mode.empty()) return;
  require_one_of("--mode", mode, "commands", "restore");
  if (format != "resp") throw UsageError("--mode is about commands", "add --format resp");
}

void JsonOption::define(CLI::App& app) {
  app.add_flag("--json", wanted_, "JSON for programs instead of text");
}

void TargetOption::define(CLI::App& app) {
  app.add_option("--target", text_,
                 "The server that shall load it: same (default), redis:7.0, valkey:9.1, "
                 "compatible")
      ->type_name("SERVER");
}

rdb::TargetServer target_named(const std::string& text) try {
  return rdb::parse_target(text);
} catch (const rdb::InvalidArgument& error) {
  throw UsageError("--target: " + error.reason());  // the place in one word tells nothing
}

void TargetOption::setup() { target_ = target_named(text_); }

void NowOption::define(CLI::App& app, const char* default_text) {
  app.add_option("--now", text_,
                 std::string("What counts as now, seconds or ISO 8601; default: ") + default_text)
      ->type_name("TIME");
}

void NowOption::setup() {
  if (!text_.empty()) milliseconds_ = understood("--now", text_, parse_time);
}

void ThreadsOption::define(CLI::App& app) {
  app.add_option("-j,--threads", text_,
                 "Threads to use; default: as many processors as it may use, 8 at most")
      ->type_name("N");
}

void ThreadsOption::setup() {
  constexpr std::uint64_t kMost = 64;
  const std::uint64_t count =
      text_.empty() ? Container().threads() : understood("--threads", text_, parse_count);
  if (count == 0 || count > kMost) {
    throw UsageError("--threads: " + std::to_string(count) + " is not 1 to " +
                     std::to_string(kMost));
  }
  count_ = static_cast<unsigned>(count);
}

void MemoryOptions::define(CLI::App& app) {
  app.add_option("--memory-limit", limit_text_,
                 "Memory the run may hold, e.g. 2GB; default 256MiB, or half of the container's")
      ->type_name("SIZE");
  app.add_option("--tmp-dir", folder_,
                 "For temporary files; default: the output's folder, then $TMPDIR")
      ->type_name("DIR");
  app.add_flag("--allow-tmpfs", allow_tmpfs_, "Let that be a tmpfs, which counts as memory");
}

void MemoryOptions::setup() {
  if (!folder_.empty() && !allow_tmpfs_ && is_tmpfs(folder_)) {
    throw UsageError("--tmp-dir: \"" + rdb::escaped(folder_) +
                         "\" is a tmpfs: what is written there counts as memory",
                     "name another folder, or allow it with --allow-tmpfs");
  }
  limit_ = limit_text_.empty() ? Container().memory_limit()
                               : understood("--memory-limit", limit_text_, parse_size);
  if (limit_ == 0) throw UsageError("--memory-limit: 0 leaves nothing to work with");
}

std::string MemoryOptions::folder(const std::string& output) const {
  if (!folder_.empty()) return folder_;
  std::vector<std::string> folders;
  if (output != "-" && !output.starts_with("/dev/")) folders.push_back(folder_of(output));
  const char* const chosen = std::getenv("TMPDIR");
  if (chosen != nullptr && *chosen != '\0') folders.emplace_back(chosen);
  folders.emplace_back("/tmp");
  const auto found = std::find_if_not(folders.begin(), folders.end(), is_tmpfs);
  return found == folders.end() ? folders.front() : *found;
}

std::int64_t wall_clock_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace rdbmill
