#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <filesystem>
#include <random>
#include <set>

#include "librdb/base/errors.h"
#include "librdb/io/gzip_source.h"
#include "librdb/io/source.h"
#include "tests/support/random_bytes.h"
#include "tests/support/temp_folder.h"

namespace rdb {
namespace {

using ::testing::AnyOf;
using testing::compressible_bytes;
using ::testing::HasSubstr;
using testing::random_bytes;

OwnedBytes gzipped(Bytes plain, int level = 6, int strategy = Z_DEFAULT_STRATEGY,
                   bool long_header = false) {
  z_stream stream{};
  EXPECT_EQ(::deflateInit2(&stream, level, Z_DEFLATED, 16 + MAX_WBITS, 8, strategy), Z_OK);
  OwnedBytes extra = random_bytes(700);
  OwnedBytes name = "dump.rdb";
  OwnedBytes comment(300, 'c');
  gz_header header{};
  if (long_header) {
    header.extra = reinterpret_cast<Bytef*>(extra.data());
    header.extra_len = static_cast<uInt>(extra.size());
    header.name = reinterpret_cast<Bytef*>(name.data());
    header.comment = reinterpret_cast<Bytef*>(comment.data());
    header.hcrc = 1;
    EXPECT_EQ(::deflateSetHeader(&stream, &header), Z_OK);
  }
  OwnedBytes out(::deflateBound(&stream, plain.size()) + 2000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(::deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}

// What came out before the end or the error, and the error.
struct Outcome {
  OwnedBytes bytes;
  std::string error;
  bool truncated = false;
};

class Gzip : public ::testing::TestWithParam<InflaterChoice> {
 protected:
  std::unique_ptr<Source> open(Bytes compressed, std::size_t piece = ~std::size_t{0}) const {
    return make_gzip_source(std::make_unique<MemorySource>(compressed, piece), GetParam().make());
  }
  Outcome read(Bytes compressed, std::size_t piece = ~std::size_t{0},
               std::size_t buffer_bytes = 1 << 16) const {
    const auto source = open(compressed, piece);
    Outcome outcome;
    OwnedBytes buffer(buffer_bytes, '\0');
    try {
      while (const std::size_t n = source->read(buffer.data(), buffer.size())) {
        outcome.bytes.append(buffer, 0, n);
      }
      EXPECT_EQ(source->read(buffer.data(), 1), 0U) << "the end stays the end";
    } catch (const CorruptInput& error) {
      outcome.error = error.what();
      outcome.truncated = dynamic_cast<const TruncatedInput*>(&error) != nullptr;
      EXPECT_THROW(source->read(buffer.data(), 1), CorruptInput) << "damage stays damage";
    }
    return outcome;
  }
  void expect_plain(Bytes compressed, Bytes plain, std::size_t piece = ~std::size_t{0},
                    std::size_t buffer_bytes = 1 << 16) const {
    const Outcome outcome = read(compressed, piece, buffer_bytes);
    EXPECT_EQ(outcome.error, "");
    EXPECT_TRUE(outcome.bytes == plain)
        << outcome.bytes.size() << " bytes, expected " << plain.size();
  }
};

INSTANTIATE_TEST_SUITE_P(All, Gzip, ::testing::ValuesIn(inflaters().begin(), inflaters().end()),
                         [](const auto& choice) {
                           return std::string(Bytes(choice.param.name) == "zlib" ? "zlib" : "isal");
                         });

TEST_P(Gzip, EveryPieceAndBufferSizeGivesThePlainBytes) {
  const OwnedBytes plain = compressible_bytes(5000) + random_bytes(3000);
  for (const bool long_header : {false, true}) {
    const OwnedBytes compressed = gzipped(plain, 6, Z_DEFAULT_STRATEGY, long_header);
    for (const std::size_t piece : {1, 2, 3, 5, 8, 13, 100, 1000, 100'000}) {
      for (const std::size_t buffer : {1, 7, 512, 100'000})
        expect_plain(compressed, plain, piece, buffer);
    }
  }
}

TEST_P(Gzip, EveryKindOfBlock) {
  for (const std::size_t size : {0, 1, 2, 65535, 65536, 300'000}) {
    for (const OwnedBytes& plain :
         {compressible_bytes(size), random_bytes(size), OwnedBytes(size, 'x')}) {
      for (const int level : {0, 1, 9}) {
        expect_plain(gzipped(plain, level), plain, 4096);
        expect_plain(gzipped(plain, level, Z_FIXED), plain);
        expect_plain(gzipped(plain, level, Z_HUFFMAN_ONLY), plain);
      }
    }
  }
}

TEST_P(Gzip, LargeInput) {
  const OwnedBytes plain = compressible_bytes(20'000'000);
  expect_plain(gzipped(plain, 1), plain, ~std::size_t{0}, 1 << 20);
}

TEST_P(Gzip, ConcatenatedMembersAreReadToTheEnd) {
  const OwnedBytes a = compressible_bytes(1000, 1);
  const OwnedBytes b = random_bytes(2000);
  const OwnedBytes compressed = gzipped(a) + gzipped("") + gzipped(b, 0) + gzipped("") + gzipped(a);
  for (std::size_t piece = 1; piece < 60; ++piece) expect_plain(compressed, a + b + a, piece);
  expect_plain(compressed, a + b + a);
}

TEST_P(Gzip, EveryTruncationIsAnErrorBehindGoodBytes) {
  const OwnedBytes plain = compressible_bytes(2000);
  const OwnedBytes compressed = gzipped(plain, 6, Z_DEFAULT_STRATEGY, true);
  for (std::size_t size = 0; size < compressed.size(); ++size) {
    const Outcome outcome = read(Bytes(compressed).substr(0, size), size % 7 + 1);
    ASSERT_TRUE(outcome.truncated) << size << ' ' << outcome.error;
    ASSERT_THAT(outcome.error, HasSubstr("gzip"));
    ASSERT_THAT(outcome.error, HasSubstr("byte " + std::to_string(size) + ","));
    ASSERT_TRUE(plain.starts_with(outcome.bytes)) << size;
  }
}

TEST_P(Gzip, ATruncatedSecondMemberIsAnErrorBehindTheFirst) {
  const OwnedBytes first = gzipped("first");
  const OwnedBytes both = first + gzipped("second");
  for (std::size_t size = first.size() + 1; size < both.size(); ++size) {
    const Outcome outcome = read(Bytes(both).substr(0, size), 3);
    ASSERT_TRUE(outcome.truncated) << size << ' ' << outcome.error;
    ASSERT_TRUE(OwnedBytes("firstsecond").starts_with(outcome.bytes));
    ASSERT_TRUE(outcome.bytes.starts_with("first"));
  }
}

TEST_P(Gzip, NoFlippedBitGoesUnseen) {
  const OwnedBytes plain = compressible_bytes(600);
  OwnedBytes compressed = gzipped(plain);
  for (std::size_t bit = 0; bit < compressed.size() * 8; ++bit) {
    compressed[bit / 8] ^= static_cast<char>(1 << bit % 8);
    const Outcome outcome = read(compressed, 64, 100);
    // Time, operating system and the like may say anything, and so may the bits between the end of
    // the last block and the trailer.
    if (outcome.error.empty()) {
      ASSERT_EQ(outcome.bytes, plain) << "bit " << bit;
      ASSERT_TRUE(bit / 8 < 10 || bit / 8 == compressed.size() - 9) << "bit " << bit;
    }
    compressed[bit / 8] ^= static_cast<char>(1 << bit % 8);
  }
}

TEST_P(Gzip, WrongChecksumAndLengthNameGzipAndThePlace) {
  const OwnedBytes plain = compressible_bytes(600);
  for (const std::size_t from_end : {8, 5, 4, 1}) {
    OwnedBytes compressed = gzipped(plain);
    compressed[compressed.size() - from_end] ^= 1;
    const Outcome outcome = read(compressed);
    EXPECT_FALSE(outcome.truncated);
    EXPECT_EQ(outcome.bytes, plain) << "what was decoded before is delivered";
    EXPECT_THAT(
        outcome.error,  // behind the half of the trailer that is wrong, or behind all of it
        AnyOf(HasSubstr("gzip, at compressed byte " + std::to_string(compressed.size())),
              HasSubstr("gzip, at compressed byte " + std::to_string(compressed.size() - 4))));
  }
}

TEST_P(Gzip, PaddingOfZerosIsIgnoredAndNothingElse) {
  const OwnedBytes compressed = gzipped("content");
  for (const std::size_t piece : {1, 2, 1000}) {
    for (const std::size_t zeros : {1, 2, 511, 600'000}) {
      if (piece == 1 && zeros > 1000) continue;
      expect_plain(compressed + OwnedBytes(zeros, '\0'), "content", piece);
    }
    const OwnedBytes garbage = "garbage";
    const OwnedBytes padding(5, '\0');
    for (const OwnedBytes& tail :
         {garbage, padding + garbage, padding + compressed, OwnedBytes("\x1fx"), OwnedBytes("x")}) {
      const Outcome outcome = read(compressed + tail, piece);
      EXPECT_FALSE(outcome.truncated);
      EXPECT_THAT(outcome.error, HasSubstr("gzip")) << tail;
      EXPECT_EQ(outcome.bytes, "content");
    }
  }
}

TEST_P(Gzip, AnotherMethodIsCorrupt) {
  OwnedBytes compressed = gzipped("content");
  compressed[2] = 7;
  EXPECT_THAT(read(compressed).error, HasSubstr("gzip"));
}

TEST_P(Gzip, NoGarbageBreaksIt) {
  const OwnedBytes head = gzipped(compressible_bytes(3000)).substr(0, 10);
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const Outcome outcome = read(head + random_bytes(seed % 300, seed), seed % 50 + 1, 333);
    ASSERT_NE(outcome.error, "");
  }
}

TEST_P(Gzip, KnowsHowFarTheFileWasRead) {
  const OwnedBytes compressed = gzipped(compressible_bytes(100'000));
  const auto source = open(compressed);
  EXPECT_EQ(source->bytes_left(), Source::kUnknown);
  EXPECT_EQ(source->length(), compressed.size());
  EXPECT_EQ(source->name(), "(memory)");
  OwnedBytes buffer(1 << 20, '\0');
  while (source->read(buffer.data(), buffer.size()) != 0) continue;
  EXPECT_EQ(source->position(), compressed.size());
  EXPECT_EQ(source->bytes_left(), 0U);
}

// Two implementations, one judgement: what one takes the other takes, with the same bytes.
TEST(GzipInflaters, AgreeOnDamagedInput) {
  const OwnedBytes good = gzipped(compressible_bytes(2000), 6, Z_DEFAULT_STRATEGY, true) +
                          gzipped(random_bytes(50)) + gzipped(compressible_bytes(300), 6, Z_FIXED);
  std::mt19937 random(11);
  for (int round = 0; round < 3000; ++round) {
    OwnedBytes bad = good;
    for (std::size_t hits = random() % 3 + 1; hits != 0; --hits) {
      bad[random() % bad.size()] = static_cast<char>(random());
    }
    std::set<std::pair<bool, OwnedBytes>> outcomes;
    for (const InflaterChoice& choice : inflaters()) {
      const auto source = make_gzip_source(std::make_unique<MemorySource>(bad), choice.make());
      OwnedBytes all;
      char buffer[1000];
      bool damaged = false;
      try {
        while (const std::size_t n = source->read(buffer, sizeof buffer)) all.append(buffer, n);
      } catch (const CorruptInput&) {
        damaged = true;
      }
      outcomes.insert({damaged, damaged ? "" : all});
    }
    ASSERT_EQ(outcomes.size(), 1U) << "round " << round;
  }
}

TEST(GzipByMagic, IsFoundInMemoryAndFilesWhateverTheirName) {
  const OwnedBytes plain = compressible_bytes(100'000);
  const OwnedBytes compressed = gzipped(plain);
  const testing::TempFolder folder;
  testing::write_file(folder / "dump.rdb", compressed);
  testing::write_file(folder / "dump.gz", plain);
  for (const auto& source :
       {decompressed(std::make_unique<MemorySource>(compressed, 1)).release(),
        open_source(folder / "dump.rdb").release(), open_source(folder / "dump.gz").release()}) {
    const std::unique_ptr<Source> owned(source);
    OwnedBytes all;
    char buffer[1000];
    while (const std::size_t n = source->read(buffer, sizeof buffer)) all.append(buffer, n);
    EXPECT_TRUE(all == plain);
  }
}

TEST(GzipByMagic, TheMagicAloneIsTruncated) {
  const auto source = decompressed(std::make_unique<MemorySource>("\x1f\x8b"));
  char buffer[10];
  EXPECT_THROW(source->read(buffer, sizeof buffer), TruncatedInput);
}

}  // namespace
}  // namespace rdb
