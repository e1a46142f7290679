#include "librdb/io/source.h"

#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cstring>

#include "librdb/io/fd_source.h"
#include "librdb/io/frame_source.h"
#include "librdb/io/gzip_source.h"

namespace rdb {
namespace {

// What a compressed stream begins with, and who reads it. A format is a row.
struct Codec {
  Bytes magic;
  std::unique_ptr<Source> (*make)(std::unique_ptr<Source> inner);
};
constexpr Codec kCodecs[] = {
    {"\x1f\x8b", make_gzip_source},
    {"\x28\xb5\x2f\xfd", make_zstd_source},
    {"\x04\x22\x4d\x18", make_lz4_source},
};

constexpr std::size_t longest_magic() {
  std::size_t longest = 0;
  for (const Codec& codec : kCodecs) longest = std::max(longest, codec.magic.size());
  return longest;
}

// Gives back first what was looked at, then the rest of `inner`.
class PeekedSource final : public Source {
 public:
  explicit PeekedSource(std::unique_ptr<Source> inner) : inner_(std::move(inner)) {
    while (peeked_ < sizeof bytes_) {
      const std::size_t n = inner_->read(bytes_ + peeked_, sizeof bytes_ - peeked_);
      if (n == 0) break;
      peeked_ += n;
    }
  }

  Bytes front() const { return {bytes_ + given_, peeked_ - given_}; }

  std::size_t read(char* to, std::size_t size) override {
    assert(size > 0);
    if (given_ == peeked_) return inner_->read(to, size);
    const std::size_t n = front().copy(to, size);
    given_ += n;
    return n;
  }
  std::uint64_t bytes_left() const override {
    const std::uint64_t left = inner_->bytes_left();
    return left == kUnknown ? kUnknown : left + front().size();
  }
  std::uint64_t position() const override { return inner_->position() - front().size(); }
  std::uint64_t length() const override { return inner_->length(); }
  const std::string& name() const override { return inner_->name(); }

 private:
  std::unique_ptr<Source> inner_;
  char bytes_[longest_magic()];
  std::size_t peeked_ = 0;
  std::size_t given_ = 0;
};

}  // namespace

std::unique_ptr<Source> decompressed(std::unique_ptr<Source> inner) {
  auto peeked = std::make_unique<PeekedSource>(std::move(inner));
  for (const Codec& codec : kCodecs) {
    if (peeked->front().starts_with(codec.magic)) return codec.make(std::move(peeked));
  }
  return peeked;
}

std::unique_ptr<Source> open_source(const std::string& path) {
  return decompressed(path == "-" ? make_fd_source(STDIN_FILENO, "(stdin)")
                                  : open_file_source(path));
}

MemorySource::MemorySource(Bytes bytes, std::size_t piece, std::string name)
    : rest_(bytes), length_(bytes.size()), piece_(piece), name_(std::move(name)) {
  assert(piece > 0);
}

std::size_t MemorySource::read(char* to, std::size_t size) {
  assert(size > 0);
  const std::size_t n = rest_.copy(to, std::min(size, piece_));
  rest_.remove_prefix(n);
  return n;
}

}  // namespace rdb
