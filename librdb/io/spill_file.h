// Blocks that had to leave memory, in one temporary file without a name.
//
//   SpillFile file({.folder = "/var/tmp"});
//   const std::uint64_t at = file.append(bytes);     // any number of blocks
//   Scratch or OwnedBytes buffer;
//   file.read(at, buffer);                           // the same bytes, or IoError
//
// The file is made with the first block (O_TMPFILE, else mkostemp and unlink; mode 0600) and gone
// with the object or the process, however it ends. Each block has a checksum (XXH3-64): what the
// disk gives back wrongly is an `IoError`, never data. Holds one block of scratch if there is a
// codec. Several threads may append and read at once.
#pragma once
#include <cstdint>
#include <mutex>
#include <string>

#include "librdb/base/bytes.h"
#include "librdb/io/posix.h"

namespace rdb {

/// `automatic`: none while the file fits into what memory the system has to spare for its page
/// cache, lz4 from there on (at 110 M counters lz4 halves the file for 60 ns a key).
enum class SpillCodec : std::uint8_t { automatic, none, lz4 };

struct SpillFileOptions {
  std::string folder;  ///< empty: /tmp
  SpillCodec codec = SpillCodec::automatic;
};

class SpillFile {
 public:
  /// What callers should gather for one block.
  static constexpr std::size_t kBlockBytes = std::size_t{64} << 10;

  explicit SpillFile(SpillFileOptions options);

  /// Writes a block (1 byte to 1 GiB) and returns where it stands. Throws `IoError`: a full disk
  /// names the folder.
  std::uint64_t append(Bytes block);
  /// Reads the block that stands at `at` into `to` (its capacity is kept) and moves `at` to the
  /// block that was appended after it. Throws `IoError`.
  void read(std::uint64_t& at, OwnedBytes& to);
  /// The same of one block to where there is `room`, an error if it needs more. Returns its size.
  std::size_t read(std::uint64_t at, char* to, std::size_t room);
  /// Bytes of a block before any codec, without reading it. Throws `IoError`.
  std::uint64_t size_of(std::uint64_t at) const;

  /// Bytes of the file.
  std::uint64_t size() const { return end_; }
  /// Bytes appended, before any codec.
  std::uint64_t appended() const { return appended_; }

 private:
  struct Header;
  Header read_header(std::uint64_t at) const;
  void read_body(const Header& header, std::uint64_t at, char* to);
  Bytes packed(Bytes block);
  void open();
  bool compresses() const;

  mutable std::mutex mutex_;
  SpillFileOptions options_;
  std::string name_;
  FileDescriptor file_;
  std::uint64_t end_ = 0;
  std::uint64_t appended_ = 0;
  std::uint64_t page_cache_ = 0;
  OwnedBytes packed_;  // a block in its codec
};

}  // namespace rdb
