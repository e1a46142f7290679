#include "librdb/parse/lzf_stream.h"

#include <gtest/gtest.h>

#include "librdb/base/errors.h"
#include "librdb/format/lzf.h"
#include "tests/support/random_bytes.h"

namespace rdb {
namespace {

class Pieces final : public ByteStream {
 public:
  Pieces(Bytes bytes, std::size_t size) : rest_(bytes), size_(size) {}
  Bytes next() override {
    const Bytes piece = rest_.substr(0, size_);
    rest_.remove_prefix(piece.size());
    return piece;
  }

 private:
  Bytes rest_;
  std::size_t size_;
};

OwnedBytes compressed(Bytes text) {
  OwnedBytes out(text.size() + 1000, '\0');
  out.resize(lzf_compress(text, out.data(), out.size()));
  return out;
}

OwnedBytes streamed(Bytes in, std::uint64_t length, std::size_t piece) {
  Pieces pieces(in, piece);
  LzfStream stream(pieces, length);
  OwnedBytes out;
  for (Bytes part = stream.next(); !part.empty(); part = stream.next()) out += part;
  EXPECT_TRUE(stream.next().empty());
  return out;
}

TEST(LzfStream, GivesWhatTheWholeDecoderGives) {
  using testing::compressible_bytes;
  for (const OwnedBytes& text : {compressible_bytes(100), compressible_bytes(500'000),
                                 OwnedBytes(300'000, 'a'), compressible_bytes(64 << 10)}) {
    const OwnedBytes in = compressed(text);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, std::size_t{4096}, in.size()}) {
      EXPECT_TRUE(streamed(in, text.size(), piece) == text);
    }
  }
}

TEST(LzfStream, RefusesWhatTheWholeDecoderRefuses) {
  const OwnedBytes text = testing::compressible_bytes(2000);
  const OwnedBytes in = compressed(text);
  for (std::size_t i = 0; i < 20 * in.size(); ++i) {
    OwnedBytes damaged = in;
    damaged[i % in.size()] = static_cast<char>(damaged[i % in.size()] ^ (1 + i / in.size()));
    OwnedBytes whole(text.size(), '\0');
    bool whole_ok = true;
    try {
      lzf_decompress(damaged, whole.data(), whole.size());
    } catch (const CorruptInput&) {
      whole_ok = false;
    }
    if (whole_ok) {
      EXPECT_TRUE(streamed(damaged, text.size(), 7) == whole);
    } else {
      EXPECT_THROW(streamed(damaged, text.size(), 7), CorruptInput);
    }
  }
  EXPECT_THROW(streamed(in, text.size() - 1, 7), CorruptInput);
  EXPECT_THROW(streamed(in, text.size() + 1, 7), CorruptInput);
  EXPECT_THROW(streamed(Bytes(in).substr(0, in.size() - 1), text.size(), 7), CorruptInput);
}

}  // namespace
}  // namespace rdb
