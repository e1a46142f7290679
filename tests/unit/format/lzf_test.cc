#include "librdb/format/lzf.h"

#include <gtest/gtest.h>
#include <liblzf/lzf.h>

#include <random>
#include <string>

#include "librdb/base/errors.h"
#include "librdb/base/limits.h"
#include "tests/support/exact_copy.h"
#include "tests/support/random_bytes.h"
#include "tests/support/spelled_bytes.h"

namespace rdb {
namespace {

using testing::ExactCopy;
using testing::spelled;

OwnedBytes compressed_by_us(Bytes text) {
  OwnedBytes out(text.size() + text.size() / 16 + 64, '\0');
  out.resize(lzf_compress(text, out.data(), out.size()));
  return out;
}

OwnedBytes compressed_by_liblzf(Bytes text) {
  OwnedBytes out(text.size() + text.size() / 16 + 64, '\0');
  out.resize(::lzf_compress(text.data(), static_cast<unsigned>(text.size()), out.data(),
                            static_cast<unsigned>(out.size())));
  return out;
}

// Decompresses between guards; an empty optional says CorruptInput.
std::optional<OwnedBytes> decompressed(Bytes compressed, std::size_t length) {
  const ExactCopy in(compressed);
  ExactCopy out(OwnedBytes(length, 'x'));
  try {
    lzf_decompress(in.bytes(), out.data(), length);
  } catch (const CorruptInput&) {
    return std::nullopt;
  }
  return OwnedBytes(out.bytes());
}

std::optional<OwnedBytes> decompressed_by_liblzf(Bytes compressed, std::size_t length) {
  if (compressed.empty()) return length == 0 ? std::optional<OwnedBytes>("") : std::nullopt;
  ExactCopy out(OwnedBytes(length, 'x'));
  const unsigned size =
      ::lzf_decompress(compressed.data(), static_cast<unsigned>(compressed.size()), out.data(),
                       static_cast<unsigned>(length));
  if (size != length || length == 0) return std::nullopt;
  return OwnedBytes(out.bytes());
}

// Texts of the kinds that exercise all branches: runs, short periods, words, noise, and mixtures.
OwnedBytes random_text(std::mt19937_64& random) {
  OwnedBytes text;
  const std::size_t parts = random() % 8;
  for (std::size_t part = 0; part <= parts; ++part) {
    const std::size_t size = random() % (random() % 4 == 0 ? 3000 : 100);
    switch (random() % 4) {
      case 0:
        text += testing::random_bytes(size, random());
        break;
      case 1:
        text += testing::compressible_bytes(size, random());
        break;
      case 2:
        text.append(size, static_cast<char>(random() % 256));
        break;
      default: {
        const OwnedBytes period = testing::random_bytes(1 + random() % 40, random());
        for (std::size_t i = 0; i < size; ++i) text += period[i % period.size()];
      }
    }
  }
  return text;
}

TEST(Lzf, DecodesTheBytesOfAServer) {
  EXPECT_EQ(decompressed(spelled("01 61 61 e0 25 00 01 61 61"), 50), OwnedBytes(50, 'a'));
}

TEST(Lzf, WhatWasCompressedComesBackFromBothDecoders) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 3000; ++i) {
    const OwnedBytes text = random_text(random);
    if (text.empty()) continue;
    const OwnedBytes ours = compressed_by_us(text);
    ASSERT_FALSE(ours.empty());
    EXPECT_EQ(decompressed(ours, text.size()), text);
    EXPECT_EQ(decompressed_by_liblzf(ours, text.size()), text);
    EXPECT_EQ(decompressed(compressed_by_liblzf(text), text.size()), text);
  }
}

TEST(Lzf, DamagedStreamsAreJudgedAsLiblzfJudgesThem) {
  std::mt19937_64 random(11);
  int refused = 0;
  int accepted = 0;
  for (int i = 0; i < 20000; ++i) {
    const OwnedBytes text = random_text(random);
    if (text.empty()) continue;
    OwnedBytes stream = compressed_by_liblzf(text);
    std::size_t length = text.size();
    switch (random() % 4) {
      case 0:
        stream.resize(random() % stream.size());
        break;
      case 1:
        length = random() % (length + 40);
        break;
      case 2:
        stream.insert(random() % stream.size(), 1, static_cast<char>(random()));
        break;
      default:
        stream[random() % stream.size()] = static_cast<char>(random());
    }
    // liblzf reads its input past the end in one case: a reference cut off before its offset.
    const OwnedBytes padded = stream + OwnedBytes(8, '\0');
    const auto expected = decompressed_by_liblzf(Bytes(padded).substr(0, stream.size()), length);
    const auto found = decompressed(stream, length);
    if (length == 0 && stream.empty()) continue;
    ASSERT_EQ(found.has_value(), expected.has_value()) << i;
    if (found) {
      ASSERT_EQ(*found, *expected);
    }
    ++(found ? accepted : refused);
  }
  EXPECT_GT(refused, 1000);
  EXPECT_GT(accepted, 1000);
}

TEST(Lzf, ShortStreamsOfEveryByteStayInsideTheirBuffers) {
  std::mt19937_64 random(13);
  for (int i = 0; i < 200000; ++i) {
    OwnedBytes stream = testing::random_bytes(1 + random() % 12, random());
    decompressed(stream, random() % 300);  // the sanitizer judges
  }
}

TEST(Lzf, EveryDistanceAndLengthCopiesForward) {
  for (std::size_t distance = 1; distance <= 40; ++distance) {
    for (std::size_t length = 3; length <= 264; ++length) {
      OwnedBytes stream;
      OwnedBytes expected = testing::random_bytes(distance, distance);
      for (std::size_t i = 0; i < distance; ++i) {
        stream += '\0';
        stream += expected[i];
      }
      const std::size_t stated = length - 2;
      stream += static_cast<char>((stated < 7 ? stated : 7) << 5);
      if (stated >= 7) stream += static_cast<char>(stated - 7);
      stream += static_cast<char>(distance - 1);
      for (std::size_t i = 0; i < length; ++i) expected += expected[expected.size() - distance];
      ASSERT_EQ(decompressed(stream, expected.size()), expected) << distance << ' ' << length;
      // With room behind it the wide copy is taken.
      stream += static_cast<char>(31);
      stream += OwnedBytes(32, 'z');
      expected += OwnedBytes(32, 'z');
      ASSERT_EQ(decompressed(stream, expected.size()), expected) << distance << ' ' << length;
    }
  }
}

TEST(Lzf, APrefixIsWhatTheWholeBeginsWith) {
  std::mt19937_64 random(17);
  for (int i = 0; i < 2000; ++i) {
    const OwnedBytes text = random_text(random);
    if (text.empty()) continue;
    const OwnedBytes stream = compressed_by_us(text);
    const std::size_t wanted = random() % (text.size() + 1);
    ExactCopy out(OwnedBytes(wanted, 'x'));
    lzf_decompress_prefix(ExactCopy(stream).bytes(), out.data(), wanted);
    EXPECT_EQ(out.bytes(), Bytes(text).substr(0, wanted));
  }
}

TEST(Lzf, APrefixNeedsOnlyTheBytesThatGiveIt) {
  const OwnedBytes stream = spelled("05 61 62 63");  // a run of six, cut off after three
  char out[4];
  lzf_decompress_prefix(stream, out, 3);
  EXPECT_EQ(Bytes(out, 3), "abc");
  EXPECT_THROW(lzf_decompress_prefix(stream, out, 4), CorruptInput);
}

TEST(Lzf, CompressionIsRefusedRatherThanCutOff) {
  const OwnedBytes text = testing::compressible_bytes(2000);
  const OwnedBytes whole = compressed_by_us(text);
  ASSERT_LT(whole.size(), text.size());
  for (std::size_t room = 0; room <= whole.size() + 1; ++room) {
    ExactCopy out(OwnedBytes(room, 'x'));
    const std::size_t size = lzf_compress(text, out.data(), room);
    EXPECT_EQ(size, room < whole.size() ? 0 : whole.size()) << room;
  }
  char byte;
  EXPECT_EQ(lzf_compress({}, &byte, 1), 0u);
}

TEST(Lzf, EqualInputGivesEqualBytes) {
  const OwnedBytes text = testing::compressible_bytes(5000);
  const OwnedBytes first = compressed_by_us(text);
  compressed_by_us(testing::random_bytes(100000));
  EXPECT_EQ(compressed_by_us(text), first);
}

TEST(Lzf, CompressesAboutAsWellAsLiblzf) {
  const OwnedBytes text = testing::compressible_bytes(100000);
  EXPECT_LT(compressed_by_us(text).size(), compressed_by_liblzf(text).size() * 105 / 100);
}

TEST(Lzf, NoStreamExpandsBeyondTheStatedBound) {
  const OwnedBytes text(100000, 'a');
  EXPECT_LE(text.size(), compressed_by_us(text).size() * kLzfMaxExpansion);
}

}  // namespace
}  // namespace rdb
