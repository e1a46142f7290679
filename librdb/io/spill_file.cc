#include "librdb/io/spill_file.h"

#define XXH_INLINE_ALL
#include <lz4.h>
#include <unistd.h>
#include <xxhash.h>

#include <cerrno>
#include <cstring>

#include "librdb/base/errors.h"
#include "librdb/io/unlinked_file.h"

namespace rdb {
namespace {

constexpr std::uint64_t kMostBlockBytes = std::uint64_t{1} << 30;

// What the system could hold of a file in memory, going by what is free now.
std::uint64_t spare_memory() {
  const long pages = ::sysconf(_SC_AVPHYS_PAGES);
  const long page = ::sysconf(_SC_PAGESIZE);
  return pages < 0 || page < 0
             ? 0
             : static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page);
}

}  // namespace

struct SpillFile::Header {
  std::uint64_t checksum;  // of what follows the header, and of the rest of it
  std::uint32_t size;      // of the block
  std::uint32_t stored;    // bytes behind the header; equal to `size` if there is no codec
};

namespace {

std::uint64_t checksum(Bytes stored, std::size_t size) {
  const std::uint64_t sizes = std::uint64_t{size} << 32 | stored.size();
  return XXH3_64bits_withSeed(stored.data(), stored.size(), sizes);
}

}  // namespace

SpillFile::SpillFile(SpillFileOptions options) : options_(std::move(options)) {
  if (options_.folder.empty()) options_.folder = "/tmp";
  name_ = "a temporary file in " + options_.folder;
}

void SpillFile::open() {
  file_ = open_unlinked_file(options_.folder);
  page_cache_ = spare_memory() / 2;
}

bool SpillFile::compresses() const {
  if (options_.codec != SpillCodec::automatic) return options_.codec == SpillCodec::lz4;
  return end_ > page_cache_;
}

std::uint64_t SpillFile::append(Bytes block) {
  const std::lock_guard lock(mutex_);
  if (block.empty() || block.size() > kMostBlockBytes)
    throw LimitExceeded("a spilled block of over 1 GiB");
  if (!file_) open();
  const Bytes stored = packed(block);
  const Header header = {.checksum = checksum(stored, block.size()),
                         .size = static_cast<std::uint32_t>(block.size()),
                         .stored = static_cast<std::uint32_t>(stored.size())};
  char head[sizeof header];
  std::memcpy(head, &header, sizeof header);
  write_all_at(file_.get(), Bytes(head, sizeof head), end_, name_);
  write_all_at(file_.get(), stored, end_ + sizeof head, name_);
  appended_ += block.size();
  const std::uint64_t at = end_;
  end_ += sizeof head + stored.size();
  return at;
}

// As it goes to the file: itself, or in `packed_` if that saves anything.
Bytes SpillFile::packed(Bytes block) {
  if (!compresses()) return block;
  const int size = static_cast<int>(block.size());
  packed_.resize(static_cast<std::size_t>(LZ4_compressBound(size)));
  const int bytes =
      LZ4_compress_default(block.data(), packed_.data(), size, static_cast<int>(packed_.size()));
  if (bytes <= 0 || bytes >= size) return block;
  return Bytes(packed_).substr(0, static_cast<std::size_t>(bytes));
}

SpillFile::Header SpillFile::read_header(std::uint64_t at) const {
  Header header;
  char bytes[sizeof header];
  for (std::size_t done = 0; done < sizeof header;) {
    const std::size_t n =
        read_some_at(file_.get(), bytes + done, sizeof header - done, at + done, name_);
    if (n == 0) throw_io_error("read back", name_, EIO);
    done += n;
  }
  std::memcpy(&header, bytes, sizeof header);
  if (header.stored > header.size || header.size > kMostBlockBytes ||
      at + sizeof header + header.stored > end_) {
    throw_io_error("read back what was written to", name_, EIO);
  }
  return header;
}

std::uint64_t SpillFile::size_of(std::uint64_t at) const {
  const std::lock_guard lock(mutex_);
  return read_header(at).size;
}

void SpillFile::read(std::uint64_t& at, OwnedBytes& to) {
  const std::lock_guard lock(mutex_);
  const Header header = read_header(at);
  to.resize(header.size);
  read_body(header, at, to.data());
  at += sizeof header + header.stored;
}

std::size_t SpillFile::read(std::uint64_t at, char* to, std::size_t room) {
  const std::lock_guard lock(mutex_);
  const Header header = read_header(at);
  if (header.size > room) throw_io_error("read back what was written to", name_, EIO);
  read_body(header, at, to);
  return header.size;
}

void SpillFile::read_body(const Header& header, std::uint64_t at, char* to) {
  const bool is_packed = header.stored != header.size;
  if (is_packed) packed_.resize(header.stored);
  char* const stored = is_packed ? packed_.data() : to;
  for (std::size_t done = 0; done < header.stored;) {
    const std::size_t n = read_some_at(file_.get(), stored + done, header.stored - done,
                                       at + sizeof header + done, name_);
    if (n == 0) throw_io_error("read back", name_, EIO);
    done += n;
  }
  bool good = checksum(Bytes(stored, header.stored), header.size) == header.checksum;
  if (good && is_packed) {
    const int size = LZ4_decompress_safe(stored, to, static_cast<int>(header.stored),
                                         static_cast<int>(header.size));
    good = size == static_cast<int>(header.size);
  }
  if (!good) throw_io_error("read back what was written to", name_, EIO);
}

}  // namespace rdb
