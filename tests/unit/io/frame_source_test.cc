// zstd and lz4 frames: whole, concatenated, cut, damaged, in pieces of any size.
#include "librdb/io/frame_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <lz4frame.h>
#include <zstd.h>

#include "librdb/base/errors.h"
#include "tests/support/random_bytes.h"

namespace rdb {
namespace {

using testing::compressible_bytes;
using ::testing::HasSubstr;
using testing::random_bytes;

OwnedBytes zstd(Bytes plain, int window_log = 0) {
  ZSTD_CCtx* const context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  if (window_log != 0) {
    ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log);
    ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
  }
  OwnedBytes out(ZSTD_compressBound(plain.size()) + 100, '\0');
  ZSTD_inBuffer in{plain.data(), plain.size(), 0};
  ZSTD_outBuffer to{out.data(), out.size(), 0};
  // in two calls, so that the frame's window is not cut to the content
  ZSTD_compressStream2(context, &to, &in, ZSTD_e_continue);
  EXPECT_EQ(ZSTD_compressStream2(context, &to, &in, ZSTD_e_end), 0u);
  ZSTD_freeCCtx(context);
  out.resize(to.pos);
  return out;
}

OwnedBytes lz4(Bytes plain) {
  LZ4F_preferences_t preferences{};
  preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
  OwnedBytes out(LZ4F_compressFrameBound(plain.size(), &preferences), '\0');
  out.resize(LZ4F_compressFrame(out.data(), out.size(), plain.data(), plain.size(), &preferences));
  return out;
}

OwnedBytes skippable(Bytes content) {
  OwnedBytes frame("\x50\x2a\x4d\x18", 4);
  frame += static_cast<char>(content.size());
  return frame + OwnedBytes(3, '\0') + OwnedBytes(content);
}

struct Codec {
  const char* name;
  OwnedBytes (*compress)(Bytes plain);
  std::unique_ptr<Source> (*open)(std::unique_ptr<Source> inner);
};
void PrintTo(const Codec& codec, std::ostream* out) { *out << codec.name; }

class Frames : public ::testing::TestWithParam<Codec> {
 protected:
  // What came before the end or the error.
  OwnedBytes content(Bytes compressed, std::size_t piece = ~std::size_t{0},
                     std::size_t size = 10000) {
    error.clear();
    const auto source = GetParam().open(std::make_unique<MemorySource>(compressed, piece));
    OwnedBytes all;
    OwnedBytes buffer(size, '\0');
    try {
      while (const std::size_t n = source->read(buffer.data(), buffer.size())) {
        all.append(buffer, 0, n);
      }
      EXPECT_EQ(source->bytes_left(), 0u);
    } catch (const TruncatedInput& found) {
      error = "truncated " + found.reason();
    } catch (const Error& found) {
      error = found.reason();
    }
    return all;
  }
  OwnedBytes compressed(Bytes plain) const { return GetParam().compress(plain); }

  std::string error;
};

TEST_P(Frames, ComeOutAsTheyWentIn) {
  for (const OwnedBytes& plain : {OwnedBytes(), OwnedBytes("x"), compressible_bytes(3000000),
                                  random_bytes(700000), OwnedBytes(100000, 'a')}) {
    EXPECT_TRUE(content(compressed(plain)) == plain);
    EXPECT_EQ(error, "");
  }
  const OwnedBytes plain = compressible_bytes(5000);
  for (const std::size_t piece : {1, 7, 4096}) {
    for (const std::size_t size : {1, 13, 100000}) {
      EXPECT_TRUE(content(compressed(plain), piece, size) == plain) << piece << ' ' << size;
      EXPECT_EQ(error, "");
    }
  }
}

TEST_P(Frames, AreReadToTheLastOne) {
  const OwnedBytes first = compressible_bytes(5000);
  const OwnedBytes all =
      compressed(first) + skippable("note") + compressed("") + compressed("second") + skippable("");
  for (const std::size_t piece : {std::size_t{1}, ~std::size_t{0}}) {
    EXPECT_TRUE(content(all, piece) == first + "second");
    EXPECT_EQ(error, "");
  }
}

TEST_P(Frames, CutAnywhereAreTruncated) {
  const OwnedBytes plain = compressible_bytes(2000);
  const OwnedBytes whole = compressed(plain);
  for (std::size_t size = 1; size < whole.size(); ++size) {
    const OwnedBytes found = content(Bytes(whole).substr(0, size));
    EXPECT_TRUE(plain.starts_with(found));
    EXPECT_THAT(error, HasSubstr("truncated")) << size;
  }
}

TEST_P(Frames, DamageIsFound) {
  const OwnedBytes plain = compressible_bytes(2000);
  OwnedBytes wrong = compressed(plain);
  wrong.back() = static_cast<char>(wrong.back() ^ 1);  // of the checksum
  content(wrong);
  EXPECT_THAT(error, HasSubstr("at compressed byte"));
  content(compressed(plain) + "garbage behind it");
  EXPECT_NE(error, "");
  std::size_t found = 0;
  for (std::size_t i = 0; i < wrong.size(); i += 7) {
    OwnedBytes damaged = compressed(plain);
    damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
    const OwnedBytes came = content(damaged);
    found += !error.empty();
    if (error.empty()) {
      EXPECT_TRUE(came == plain);
    }
  }
  EXPECT_GT(found, wrong.size() / 7 / 2);
}

TEST_P(Frames, AreKnownByTheirMagic) {
  const OwnedBytes whole = compressed("content");
  const auto source = decompressed(std::make_unique<MemorySource>(whole));
  char buffer[20];
  EXPECT_EQ(Bytes(buffer, source->read(buffer, sizeof buffer)), "content");
}

INSTANTIATE_TEST_SUITE_P(Codecs, Frames,
                         ::testing::Values(Codec{"zstd", [](Bytes plain) { return zstd(plain); },
                                                 make_zstd_source},
                                           Codec{"lz4", lz4, make_lz4_source}),
                         [](const auto& codec) { return std::string(codec.param.name); });

TEST(ZstdWindow, BeyondTheLimitIsRefusedByName) {
  const OwnedBytes plain = compressible_bytes(100000);
  char buffer[100];
  const OwnedBytes allowed = zstd(plain, kLargestZstdWindowLog);
  EXPECT_GT(make_zstd_source(std::make_unique<MemorySource>(allowed))->read(buffer, 100), 0u);
  const OwnedBytes large = zstd(plain, kLargestZstdWindowLog + 1);
  try {
    make_zstd_source(std::make_unique<MemorySource>(large))->read(buffer, 100);
    FAIL();
  } catch (const LimitExceeded& error) {
    EXPECT_THAT(error.reason(), HasSubstr("window of more than 128 MiB"));
  }
}

}  // namespace
}  // namespace rdb
