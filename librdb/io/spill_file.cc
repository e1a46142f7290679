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
  std::uint64_t checksum;  // of what follows it, the rest of the header included
  std::uint32_t size;      // of the block
  std::uint32_t stored;    // bytes behind the header; equal to `size` if there is no codec
};

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
  const int size = static_cast<int>(block.size());
  std::size_t stored = block.size();
  if (compresses()) {
    stored_.resize(sizeof(Header) + static_cast<std::size_t>(LZ4_compressBound(size)));
    const int packed = LZ4_compress_default(block.data(), stored_.data() + sizeof(Header), size,
                                            static_cast<int>(stored_.size() - sizeof(Header)));
    if (packed > 0 && packed < size) stored = static_cast<std::size_t>(packed);
  }
  if (stored == block.size()) {
    stored_.resize(sizeof(Header) + stored);
    std::memcpy(stored_.data() + sizeof(Header), block.data(), stored);
  }
  Header header{0, static_cast<std::uint32_t>(size), static_cast<std::uint32_t>(stored)};
  std::memcpy(stored_.data(), &header, sizeof header);
  const std::size_t bytes = sizeof(Header) + stored;
  constexpr std::size_t kChecked = sizeof header.checksum;
  header.checksum = XXH3_64bits(stored_.data() + kChecked, bytes - kChecked);
  std::memcpy(stored_.data(), &header, kChecked);
  write_all_at(file_.get(), Bytes(stored_.data(), bytes), end_, name_);
  appended_ += block.size();
  end_ += bytes;
  return end_ - bytes;
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
  stored_.resize(sizeof header + header.stored);
  for (std::size_t done = 0; done < stored_.size();) {
    const std::size_t n =
        read_some_at(file_.get(), stored_.data() + done, stored_.size() - done, at + done, name_);
    if (n == 0) throw_io_error("read back", name_, EIO);
    done += n;
  }
  constexpr std::size_t kChecked = sizeof header.checksum;
  const char* const packed = stored_.data() + sizeof header;
  bool good = XXH3_64bits(stored_.data() + kChecked, stored_.size() - kChecked) == header.checksum;
  to.resize(header.size);
  if (good && header.stored == header.size) {
    std::memcpy(to.data(), packed, header.size);
  } else if (good) {
    const int size = LZ4_decompress_safe(packed, to.data(), static_cast<int>(header.stored),
                                         static_cast<int>(header.size));
    good = size == static_cast<int>(header.size);
  }
  if (!good) throw_io_error("read back what was written to", name_, EIO);
  at += stored_.size();
}

}  // namespace rdb
