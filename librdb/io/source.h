// Where the bytes of a dump come from: a file, a pipe, memory, a decompressor around one of them.
//
//   const auto source = rdb::open_source("dump.rdb.gz");   // "-" is stdin; gzip, zstd, lz4 known
//   by magic char buffer[4096]; while (std::size_t n = source->read(buffer, sizeof buffer))
//   use(buffer, n);
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "librdb/base/bytes.h"

namespace rdb {

class Source {
 public:
  static constexpr std::uint64_t kUnknown = ~std::uint64_t{0};

  virtual ~Source() = default;
  /// Reads at least 1 and at most `size` bytes into `to`; 0 only at the end, and from then on.
  /// Requires: size > 0. Throws `IoError`, or `CorruptInput` for a damaged compressed stream.
  virtual std::size_t read(char* to, std::size_t size) = 0;
  /// An upper bound on the bytes still to come, `kUnknown` for pipes and compressed input. A
  /// claimed length above it is a lie, known before anything is allocated.
  virtual std::uint64_t bytes_left() const = 0;
  /// How far the underlying file was read, and its length (`kUnknown` for pipes): for progress.
  virtual std::uint64_t position() const = 0;
  virtual std::uint64_t length() const = 0;
  /// As the user named it ("dump.rdb", "(stdin)"); for messages. Lives as long as the source.
  virtual const std::string& name() const = 0;
};

/// Opens `path` ("-" is stdin), looks at the first bytes and puts a decompressor in front if they
/// are the magic of gzip, zstd or an lz4 frame (concatenated ones are read to the end). Throws
/// `IoError`.
std::unique_ptr<Source> open_source(const std::string& path);

/// Reads from an open descriptor that the caller keeps open. A regular file is read from its
/// current position, and one that shrinks while it is read is a `TruncatedInput`, never a signal.
std::unique_ptr<Source> make_fd_source(int fd, std::string name);

/// Puts a decompressor in front of `inner` if its first bytes ask for one; otherwise gives it back
/// with those bytes in place.
std::unique_ptr<Source> decompressed(std::unique_ptr<Source> inner);

/// Reads bytes in memory, which must outlive the source; at most `piece` bytes a call (tests cut
/// the input into pieces of every size with it).
class MemorySource final : public Source {
 public:
  explicit MemorySource(Bytes bytes, std::size_t piece = ~std::size_t{0},
                        std::string name = "(memory)");
  std::size_t read(char* to, std::size_t size) override;
  std::uint64_t bytes_left() const override { return rest_.size(); }
  std::uint64_t position() const override { return length_ - rest_.size(); }
  std::uint64_t length() const override { return length_; }
  const std::string& name() const override { return name_; }

 private:
  Bytes rest_;
  std::uint64_t length_;
  std::size_t piece_;
  std::string name_;
};

}  // namespace rdb
