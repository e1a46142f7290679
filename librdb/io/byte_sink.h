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
  /// Makes everything durable and visible. May throw; nothing may be called after it. A sink that is
  /// destroyed without it leaves nothing behind.
  virtual void close() = 0;
};

struct OutputOptions {
  bool overwrite = false;           ///< replace an existing file
  std::vector<std::string> inputs;  ///< files being read: the output may be none of them
};

/// Opens `path` for writing. "-" is stdout. A regular file is written under a temporary name in the
/// same folder (O_EXCL, mode 0600, unpredictable) and renamed at `close()` after fsync, then the
/// folder is fsynced. Other existing things (a pipe, a character device such as /dev/null) are
/// written to directly. Throws `IoError`, or `Refused` if the file exists and `overwrite` is not
/// set, or if it is one of the inputs under any name (same device and inode).
std::unique_ptr<ByteSink> open_byte_sink(const std::string& path, const OutputOptions& options);

/// Writes to an open descriptor (a pipe, a terminal) that the caller keeps open.
std::unique_ptr<ByteSink> make_fd_sink(int fd, std::string name);

/// Holds everything in a spool until `close()`, then passes it on: for outputs that cannot be taken
/// back (stdout) while the run may still be refused.
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
