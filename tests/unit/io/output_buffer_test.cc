#include "librdb/io/output_buffer.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "librdb/base/errors.h"
#include "librdb/io/crc64.h"
#include "tests/support/random_bytes.h"

namespace rdb {
namespace {

using testing::random_bytes;

constexpr auto kCrc = OutputBuffer::Checksum::crc64;

// A pipe: what came cannot be taken back.
class PipeSink final : public ByteSink {
 public:
  void write(Bytes bytes) override {
    all += bytes;
    ++writes;
  }
  bool seekable() const override { return false; }
  void patch(std::uint64_t, Bytes) override { FAIL() << "patched a pipe"; }
  void truncate(std::uint64_t) override { FAIL() << "truncated a pipe"; }
  std::uint64_t size() const override { return all.size(); }
  void close() override {}
  OwnedBytes all;
  int writes = 0;
};

TEST(OutputBuffer, HoldsBackUntilFlushed) {
  OwnedBytes out;
  MemorySink sink(out);
  OutputBuffer buffer(sink);
  buffer.append("ab");
  buffer.append('c');
  std::memcpy(buffer.reserve(9), "defghijkl", 9);
  buffer.advance(3);
  EXPECT_EQ(out, "");
  EXPECT_EQ(buffer.size(), 6U);
  buffer.flush();
  EXPECT_EQ(out, "abcdef");
  EXPECT_EQ(buffer.size(), 6U);
  buffer.flush();
  EXPECT_EQ(out, "abcdef");
}

TEST(OutputBuffer, HandsOnWholeBuffers) {
  PipeSink sink;
  OutputBuffer buffer(sink);
  const OwnedBytes bytes = random_bytes(kOutputBufferBytes * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 1000)
    buffer.append(Bytes(bytes).substr(at, 1000));
  EXPECT_EQ(sink.writes, 3);
  buffer.flush();
  EXPECT_EQ(sink.writes, 4);
  EXPECT_TRUE(sink.all == bytes);
}

TEST(OutputBuffer, AnyPiecesGiveTheSameBytesAndChecksum) {
  const OwnedBytes bytes = random_bytes(kOutputBufferBytes * 3 + 12345);
  std::mt19937 random(7);
  for (const std::size_t most : {100, 5000, 300'000, 2'000'000}) {
    OwnedBytes out;
    MemorySink sink(out);
    OutputBuffer buffer(sink, kCrc);
    for (Bytes rest = bytes; !rest.empty();) {
      const Bytes part = rest.substr(0, random() % most + 1);
      if (part.size() == 1) {
        buffer.append(part[0]);
      } else if (part.size() % 2 && part.size() <= kOutputBufferBytes) {
        part.copy(buffer.reserve(part.size()), part.size());
        buffer.advance(part.size());
      } else {
        buffer.append(part);
      }
      rest.remove_prefix(part.size());
    }
    ASSERT_EQ(buffer.size(), bytes.size());
    ASSERT_EQ(buffer.crc(), crc64(0, bytes));
    ASSERT_TRUE(out == bytes);
  }
}

TEST(OutputBuffer, RollsBackWhatAPipeHasNotSeen) {
  PipeSink sink;
  OutputBuffer buffer(sink, kCrc);
  buffer.append("kept");
  const auto mark = buffer.mark();
  buffer.append("lost");
  buffer.rollback(mark);
  buffer.append("!");
  EXPECT_EQ(buffer.crc(), crc64(0, "kept!"));
  EXPECT_EQ(sink.all, "kept!");
}

TEST(OutputBuffer, RollsBackToTheStartWithoutAMark) {
  OwnedBytes out;
  MemorySink sink(out);
  OutputBuffer buffer(sink, kCrc);
  for (const std::size_t size : {std::size_t{10}, kOutputBufferBytes * 2 + 1}) {
    buffer.append(random_bytes(size));
    buffer.rollback({});
    EXPECT_EQ(buffer.size(), 0U);
    EXPECT_EQ(buffer.crc(), 0U);
    EXPECT_EQ(out, "");
  }
  buffer.append("again");
  EXPECT_EQ(buffer.crc(), crc64(0, "again"));
}

TEST(OutputBuffer, CannotTakeBackFromAPipe) {
  PipeSink sink;
  OutputBuffer buffer(sink);
  buffer.append("kept");
  const auto mark = buffer.mark();
  buffer.append("lost");
  buffer.flush();
  EXPECT_THROW(buffer.rollback(mark), IoError);
  EXPECT_THROW(buffer.patch(1, "e", "x"), IoError);
}

// Does the same to a buffer and to a plain string, and compares.
class Model {
 public:
  explicit Model(std::uint32_t seed) : random_(seed) {}

  void run(int steps) {
    for (int i = 0; i < steps; ++i) {
      switch (random_() % 10) {
        case 0:
          flush();
          break;
        case 1:
          mark();
          break;
        case 2:
          rollback();
          break;
        case 3:
        case 4:
          patch();
          break;
        case 5:
          append(below(kOutputBufferBytes * 2));
          break;
        case 6:
          append(below(kOutputBufferBytes));
          break;
        default:
          append(below(2000));
          break;
      }
      ASSERT_EQ(buffer_.size(), expected_.size());
      if (random_() % 8 == 0) compare();
    }
    compare();
  }

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }
  void append(std::size_t size) {
    const OwnedBytes bytes = random_bytes(size, random_());
    buffer_.append(bytes);
    expected_ += bytes;
  }
  void flush() { buffer_.flush(); }
  void mark() {
    mark_ = buffer_.mark();
    ASSERT_EQ(mark_.size, expected_.size());
  }
  void rollback() {
    buffer_.rollback(mark_);
    expected_.resize(mark_.size);
  }
  void patch() {
    if (expected_.empty()) return;
    // Often near the mark or the end, where the cases meet.
    const std::size_t near = random_() % 2 ? mark_.size : expected_.size();
    std::size_t at = random_() % 2 ? below(expected_.size()) : near - std::min(near, below(40));
    at = std::min(at, expected_.size());
    const std::size_t size = std::min(expected_.size() - at, below(60));
    const OwnedBytes bytes = random_bytes(size, random_());
    buffer_.patch(at, Bytes(expected_).substr(at, size), bytes);
    expected_.replace(at, size, bytes);
  }
  void compare() {
    ASSERT_EQ(buffer_.crc(), crc64(0, expected_));
    ASSERT_TRUE(out_ == expected_);
  }

  std::mt19937 random_;
  OwnedBytes expected_;
  OwnedBytes out_;
  MemorySink sink_{out_};
  OutputBuffer buffer_{sink_, kCrc};
  OutputBuffer::Mark mark_;
};

TEST(OutputBuffer, BehavesLikeAStringThatIsPatchedAndCutBack) {
  for (std::uint32_t seed = 0; seed < 150; ++seed) {
    SCOPED_TRACE(seed);
    Model(seed).run(40);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace rdb
