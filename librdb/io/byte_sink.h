// Where written bytes go: a file that appears whole or not at all, a descriptor, memory.
//
//   const auto out = rdb::open_byte_sink("new.rdb", {.inputs = {"old.rdb"}});
//   out->write(bytes);
//   out->close();      // may throw; without it nothing appears under the final name
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "librdb/base/bytes.h"
#include "librdb/base/spool.h"

namespace rdb {

/// Callers write large pieces: a call may be a system call.
class ByteSink {
 public:
  virtual ~ByteSink() = default;
  /// Throws `IoError`.
  virtual void write(Bytes bytes) = 0;
  /// Whether `patch` and `truncate` work: written bytes can be changed until `close()`.
  virtual bool seekable() const = 0;
  /// Overwrites bytes already written. Requires: seekable(), the range was written.
  virtual void patch(std::uint64_t offset, Bytes bytes) = 0;
  /// Forgets what was written from `size` on. Requires: seekable().
  virtual void truncate(std::uint64_t size) = 0;
  /// Bytes written so far.
  virtual std::uint64_t size() const = 0;
  /// All is written: makes it durable, still without its name, so that close() has next to nothing
  /// left that could fail. May throw; only size() and close() may be called after it.
  virtual void sync() {}
  /// Makes everything durable and visible. May throw; nothing may be called after it. A sink that
  /// is destroyed without it leaves nothing behind.
  virtual void close() = 0;
};

struct OutputOptions {
  /// Replace an existing file.
  bool overwrite = false;
  /// Files being read ("-" for stdin): the output is none of them.
  std::vector<std::string> inputs = {};
  /// The file has no name until close(), where that works.
  bool unnamed = true;
  /// It takes over the permissions of the file that it replaces, if there is one.
  bool keep_mode = false;
};

/// Opens `path` for writing. "-" is stdout.
/// A regular file is built beside its final name and appears there at `close()`, whole, after an
/// fsync of the file and before one of the folder, with mode 0600 also where it replaces a file
/// that had another. Until then it has no name (O_TMPFILE), so that nothing stays behind even after
/// SIGKILL (one that replaces a file is named for the instant between link and rename). On file
/// systems that cannot do that, or without `unnamed`, it is called `.NAME.<16 hex digits>.tmp`
/// (O_EXCL, random) and listed for `remove_pending_outputs()`. Holds two descriptors.
/// Without `overwrite` a file that appears under the name meanwhile is not replaced either:
/// `close()` throws `Refused`. A symbolic link is followed: its target is replaced, the link stays.
/// Other existing things (a pipe, a character device such as /dev/null) are written to directly.
/// Throws `IoError`, or `Refused` if the file exists and `overwrite` is not set, or if it is one of
/// the inputs under any name (same device and inode), then even with `overwrite`.
std::unique_ptr<ByteSink> open_byte_sink(const std::string& path, const OutputOptions& options);

/// Closes several outputs of one run in this order; null is none. No file appears before all are
/// written and durable: if one cannot be, none does. What matters most comes last. Throws `IoError`
/// or `Refused`.
void close_together(const std::vector<ByteSink*>& sinks);

/// Writes to an open descriptor (a pipe, a terminal) that the caller keeps open. A reader that went
/// away is an `IoError` with EPIPE if the program ignores SIGPIPE; otherwise the signal ends it.
std::unique_ptr<ByteSink> make_fd_sink(int fd, std::string name);

/// Takes everything and keeps nothing but its number: for runs that only look. Seekable.
std::unique_ptr<ByteSink> make_discarding_sink();

/// Removes the temporary names of file sinks that were neither closed nor destroyed, for a handler
/// of SIGINT and SIGTERM that is about to end the process: async-signal-safe, touches no sink. The
/// one global table of the library (a handler can be given nothing else); it takes 256 names at
/// once, a file beyond that is only not removed.
void remove_pending_outputs() noexcept;

/// Holds everything in a spool until `sync()` or `close()`, then passes it on: for outputs that
/// cannot be taken back (stdout) while the run may still be refused.
std::unique_ptr<ByteSink> hold_back(std::unique_ptr<ByteSink> inner, std::unique_ptr<Spool> spool);

/// Appends to a string that must outlive it.
class MemorySink final : public ByteSink {
 public:
  explicit MemorySink(OwnedBytes& out) : out_(out) {}
  void write(Bytes bytes) override { out_ += bytes; }
  bool seekable() const override { return true; }
  void patch(std::uint64_t offset, Bytes bytes) override {
    out_.replace(offset, bytes.size(), bytes);
  }
  void truncate(std::uint64_t size) override { out_.resize(size); }
  std::uint64_t size() const override { return out_.size(); }
  void close() override {}

 private:
  OwnedBytes& out_;
};

}  // namespace rdb
