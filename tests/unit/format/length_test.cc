#include "librdb/format/length.h"

#include <gtest/gtest.h>

#include <random>

#include "librdb/format/string_header.h"
#include "tests/support/exact_copy.h"
#include "tests/support/spelled_bytes.h"

namespace rdb {
namespace {

using testing::ExactCopy;
using testing::spelled;

Length decoded(Bytes bytes) {
  const ExactCopy copy(bytes);
  return decode_length(copy.bytes().data(), copy.bytes().data() + copy.bytes().size());
}

StringHeader decoded_header(Bytes bytes) {
  const ExactCopy copy(bytes);
  return decode_string_header(copy.bytes().data(), copy.bytes().data() + copy.bytes().size());
}

// However much of it is missing, the answer is that more is needed.
void expect_cut_off_everywhere(Bytes bytes) {
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(decoded_header(bytes.substr(0, size)).size, 0u) << size << " of " << bytes.size();
  }
}

TEST(Length, WhatWasEncodedIsDecodedInTheShortestForm) {
  std::mt19937_64 random(1);
  const auto check = [](std::uint64_t value) {
    char bytes[kMaxLengthBytes];
    const std::size_t size = encode_length(bytes, value);
    const Length length = decoded({bytes, size});
    EXPECT_EQ(length.value, value);
    EXPECT_EQ(length.size, size);
    EXPECT_FALSE(length.is_encoding);
    EXPECT_EQ(size, value < 64 ? 1u : value < 16384 ? 2u : value <= 0xffffffff ? 5u : 9u);
    for (std::size_t cut = 0; cut < size; ++cut) EXPECT_EQ(decoded({bytes, cut}).size, 0u);
  };
  for (const std::uint64_t edge :
       {0ull, 63ull, 64ull, 16383ull, 16384ull, 0xffffffffull, 0x100000000ull, ~0ull}) {
    check(edge);
  }
  for (int i = 0; i < 10000; ++i) check(random() >> (random() % 64));
}

TEST(Length, LongerFormsOfSmallValuesAreRead) {
  EXPECT_EQ(decoded(spelled("40 01")).value, 1u);
  EXPECT_EQ(decoded(spelled("80 00 00 00 01")).value, 1u);
  EXPECT_EQ(decoded(spelled("81 00 00 00 00 00 00 00 01")).value, 1u);
  EXPECT_EQ(decoded(spelled("81 00 00 00 00 00 00 00 01")).size, 9u);
}

TEST(Length, TheFiveByteFormHoldsAnyCount) {
  char bytes[5];
  for (const std::uint32_t value : {0u, 1u, 64u, 0xffffffffu}) {
    encode_length_5(bytes, value);
    EXPECT_EQ(decoded({bytes, 5}).value, value);
    EXPECT_EQ(decoded({bytes, 5}).size, 5u);
  }
}

TEST(Length, EveryFirstByteIsALengthAnEncodingOrRefused) {
  for (int first = 0; first < 256; ++first) {
    const OwnedBytes bytes = OwnedBytes(1, static_cast<char>(first)) + OwnedBytes(8, '\0');
    if (first >= 0x82 && first < 0xc0) {
      EXPECT_THROW(decoded(bytes), CorruptInput) << first;
      EXPECT_THROW(decoded(bytes.substr(0, 1)), CorruptInput) << first;
    } else {
      EXPECT_EQ(decoded(bytes).is_encoding, first >= 0xc0) << first;
      EXPECT_NE(decoded(bytes).size, 0u) << first;
    }
  }
}

TEST(Length, ABadFirstByteIsNamed) {
  try {
    decoded(spelled("82"));
    FAIL();
  } catch (const CorruptInput& error) {
    EXPECT_EQ(error.reason(), "unknown length encoding 0x82");
  }
}

TEST(StringHeader, RawStringsHaveALength) {
  for (const char* bytes : {"05", "40 05", "80 00 00 00 05", "81 00 00 00 00 00 00 00 05"}) {
    const OwnedBytes head = spelled(bytes);
    const StringHeader header = decoded_header(head);
    EXPECT_EQ(header.form, StringHeader::Form::raw);
    EXPECT_EQ(header.size, head.size());
    EXPECT_EQ(header.stored, 5u);
    EXPECT_EQ(header.length, 5u);
    EXPECT_EQ(header.total(), head.size() + 5);
    expect_cut_off_everywhere(head);
  }
}

TEST(StringHeader, IntegersAreSignedAndLittleEndian) {
  const std::pair<const char*, int> rows[] = {{"c0 07", 7},
                                              {"c0 80", -128},
                                              {"c1 d4 fe", -300},
                                              {"c1 ff 7f", 32767},
                                              {"c2 40 e2 01 00", 123456},
                                              {"c2 00 00 00 80", -2147483647 - 1}};
  for (const auto& [bytes, value] : rows) {
    const OwnedBytes head = spelled(bytes);
    const StringHeader header = decoded_header(head);
    EXPECT_EQ(header.form, StringHeader::Form::integer);
    EXPECT_EQ(header.integer, value);
    EXPECT_EQ(header.total(), head.size());
    expect_cut_off_everywhere(head);
  }
}

TEST(StringHeader, LzfStatesBothLengths) {
  const StringHeader header = decoded_header(spelled("c3 09 32"));
  EXPECT_EQ(header.form, StringHeader::Form::lzf);
  EXPECT_EQ(header.size, 3u);
  EXPECT_EQ(header.stored, 9u);
  EXPECT_EQ(header.length, 50u);
  expect_cut_off_everywhere(spelled("c3 40 6f 63 28"));
  expect_cut_off_everywhere(spelled("c3 80 00 00 10 00 81 00 00 00 00 00 00 20 00"));
}

TEST(StringHeader, AnLzfLengthThatNoStreamGivesIsCorrupt) {
  EXPECT_EQ(decoded_header(spelled("c3 03 41 08")).length, 264u);  // one reference gives 264
  EXPECT_THROW(decoded_header(spelled("c3 03 50 00")), CorruptInput);
  EXPECT_THROW(decoded_header(spelled("c3 01 81 ff ff ff ff ff ff ff ff")), CorruptInput);
  EXPECT_THROW(decoded_header(spelled("c3 c0 05")), CorruptInput);
  EXPECT_THROW(decoded_header(spelled("c3 05 c0")), CorruptInput);
}

TEST(StringHeader, OtherEncodingsAreNamed) {
  for (int first = 0xc4; first <= 0xff; ++first) {
    EXPECT_THROW(decoded_header(OwnedBytes(1, static_cast<char>(first))), CorruptInput) << first;
  }
  try {
    decoded_header(spelled("d4"));
    FAIL();
  } catch (const CorruptInput& error) {
    EXPECT_EQ(error.reason(), "unknown string encoding 0xd4");
  }
}

}  // namespace
}  // namespace rdb
