// What holds for all packed encodings: built, walked and damaged in the same ways.
#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <vector>

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"
#include "librdb/base/integer_text.h"
#include "librdb/format/intset.h"
#include "librdb/format/listpack.h"
#include "librdb/format/ziplist.h"
#include "librdb/format/zipmap.h"
#include "tests/support/exact_copy.h"
#include "tests/support/packed_walk.h"
#include "tests/support/random_bytes.h"
#include "tests/support/spelled_bytes.h"

namespace rdb {
namespace {

using testing::damage_at_random;
using testing::damage_everywhere;
using testing::ExactCopy;
using testing::spelled;
using testing::survives;
using testing::text_of;
using testing::walked;

OwnedBytes random_entry(std::mt19937_64& random) {
  const std::uint64_t bits = random();
  switch (random() % 4) {
    case 0:
      return std::to_string(static_cast<std::int64_t>(bits) >> (random() % 64));
    case 1:
      return testing::random_bytes(random() % 70, random());
    case 2:
      return testing::random_bytes(random() % (random() % 8 == 0 ? 20000 : 300), random());
    default:
      return OwnedBytes(random() % 3, '0');
  }
}

constexpr std::int64_t kEdges[] = {0,
                                   1,
                                   12,
                                   13,
                                   127,
                                   128,
                                   -1,
                                   -127,
                                   -128,
                                   -129,
                                   255,
                                   4095,
                                   4096,
                                   -4096,
                                   -4097,
                                   32767,
                                   32768,
                                   -32768,
                                   -32769,
                                   8388607,
                                   8388608,
                                   -8388608,
                                   -8388609,
                                   2147483647,
                                   2147483648,
                                   -2147483648,
                                   -2147483649,
                                   std::numeric_limits<std::int64_t>::max(),
                                   std::numeric_limits<std::int64_t>::min()};

template <class Pair>
class Packed : public ::testing::Test {};

struct Listpack {
  using Cursor = ListpackCursor;
  using Builder = ListpackBuilder;
  static constexpr std::size_t kHead = kListpackHeadBytes;
  static bool can_hold(std::size_t length) { return listpack_can_hold(length); }
};
struct Ziplist {
  using Cursor = ZiplistCursor;
  using Builder = ZiplistBuilder;
  static constexpr std::size_t kHead = kZiplistHeadBytes;
  static bool can_hold(std::size_t) { return true; }
};
using Encodings = ::testing::Types<Listpack, Ziplist>;
TYPED_TEST_SUITE(Packed, Encodings);

TYPED_TEST(Packed, WhatWasBuiltIsWalked) {
  std::mt19937_64 random(3);
  typename TypeParam::Builder builder;  // reused throughout
  for (int round = 0; round < 400; ++round) {
    builder.clear();
    std::vector<OwnedBytes> texts;
    for (std::size_t n = random() % 40; n != 0; --n) {
      const OwnedBytes text = random_entry(random);
      if (!TypeParam::can_hold(text.size())) continue;
      texts.push_back(text);
      builder.append(text);
    }
    const std::uint64_t size = builder.size();
    const ExactCopy blob(builder.finish());
    EXPECT_EQ(blob.bytes().size(), size);
    EXPECT_EQ(builder.count(), texts.size());
    EXPECT_EQ(walked<typename TypeParam::Cursor>(blob.bytes()), texts);
    EXPECT_EQ(typename TypeParam::Cursor(blob.bytes()).count(), texts.size());
    EXPECT_EQ(validate(typename TypeParam::Cursor(blob.bytes())), texts.size());
  }
}

TYPED_TEST(Packed, CanonicalIntegersAreStoredAsIntegers) {
  typename TypeParam::Builder builder;
  for (const std::int64_t value : kEdges) builder.append(value);
  const OwnedBytes as_integers(builder.finish());
  builder.clear();
  for (const std::int64_t value : kEdges) builder.append(std::to_string(value));
  EXPECT_EQ(builder.finish(), as_integers);
  typename TypeParam::Cursor cursor(as_integers);
  PackedValue value;
  for (const std::int64_t expected : kEdges) {
    ASSERT_TRUE(cursor.next(value));
    EXPECT_TRUE(value.is_integer);
    EXPECT_EQ(value.integer, expected);
  }
  EXPECT_FALSE(cursor.next(value));
}

TYPED_TEST(Packed, OtherNumbersStayText) {
  typename TypeParam::Builder builder;
  const std::vector<OwnedBytes> texts = {"007", "+7", "-0", " 7", "7.0", "", "9223372036854775808"};
  for (const OwnedBytes& text : texts) builder.append(text);
  const OwnedBytes blob(builder.finish());
  typename TypeParam::Cursor cursor(blob);
  PackedValue value;
  for (const OwnedBytes& text : texts) {
    ASSERT_TRUE(cursor.next(value));
    EXPECT_FALSE(value.is_integer);
    EXPECT_EQ(value.text, text);
  }
}

TYPED_TEST(Packed, EveryTextLengthAroundAChangeOfFormComesBack) {
  typename TypeParam::Builder builder;
  for (const std::size_t edge : {0u, 62u, 126u, 250u, 4094u, 16370u, 16382u, 65534u, 2097140u}) {
    for (std::size_t length = edge; length < edge + 12; ++length) {
      if (!TypeParam::can_hold(length)) continue;
      const OwnedBytes text(length, 'x');
      builder.clear();
      builder.append(text);
      builder.append("end");
      EXPECT_EQ(walked<typename TypeParam::Cursor>(ExactCopy(builder.finish()).bytes()),
                (std::vector<OwnedBytes>{text, "end"}));
    }
  }
}

TYPED_TEST(Packed, MoreMayBeAppendedAfterFinish) {
  typename TypeParam::Builder builder;
  builder.append("a");
  builder.finish();
  builder.append("b");
  EXPECT_EQ(walked<typename TypeParam::Cursor>(builder.finish()),
            (std::vector<OwnedBytes>{"a", "b"}));
}

TYPED_TEST(Packed, ACountBeyondTheHeadIsUnknown) {
  typename TypeParam::Builder builder;
  for (std::uint64_t n : {65534u, 65535u, 65536u, 70000u}) {
    while (builder.count() < n) builder.append(std::int64_t{5});
    const Bytes blob = builder.finish();
    EXPECT_EQ(typename TypeParam::Cursor(blob).count(), n < 65535 ? n : kUnknownCount);
    EXPECT_EQ(validate(typename TypeParam::Cursor(blob)), n);
  }
}

TYPED_TEST(Packed, AWrongCountIsFoundAtTheEnd) {
  typename TypeParam::Builder builder;
  builder.append("a");
  builder.append("b");
  OwnedBytes blob(builder.finish());
  char* const count = blob.data() + TypeParam::kHead - 2;
  for (const std::uint16_t stated : {0, 1, 3, 65534}) {
    store_le(count, stated);
    EXPECT_FALSE(survives<typename TypeParam::Cursor>(blob)) << stated;
  }
  store_le(count, std::uint16_t{65535});
  EXPECT_EQ(walked<typename TypeParam::Cursor>(blob).size(), 2u);
}

TYPED_TEST(Packed, DamageIsFoundOrHarmless) {
  std::mt19937_64 random(5);
  typename TypeParam::Builder builder;
  for (const char* text : {"field", "17", "-5", "300", "70000", "x", ""}) builder.append(text);
  damage_everywhere<typename TypeParam::Cursor>(OwnedBytes(builder.finish()));
  for (int round = 0; round < 100; ++round) {
    builder.clear();
    for (std::size_t n = 1 + random() % 20; n != 0; --n) {
      const OwnedBytes text = random_entry(random);
      if (TypeParam::can_hold(text.size())) builder.append(text);
    }
    damage_at_random<typename TypeParam::Cursor>(OwnedBytes(builder.finish()), TypeParam::kHead,
                                                 random());
  }
}

TYPED_TEST(Packed, NoiseBehindAGoodHeadIsFoundOrHarmless) {
  std::mt19937_64 random(9);
  for (int round = 0; round < 20000; ++round) {
    OwnedBytes blob = testing::random_bytes(TypeParam::kHead + 1 + random() % 40, random());
    store_le(blob.data(), static_cast<std::uint32_t>(blob.size()));
    store_le(blob.data() + TypeParam::kHead - 2, std::uint16_t{65535});
    blob.back() = '\xff';
    survives<typename TypeParam::Cursor>(blob);
  }
}

TYPED_TEST(Packed, ABlobBeyondWhatServersLoadIsRefused) {
  typename TypeParam::Builder builder;
  // Never read: the length is refused first.
  const char byte = 'x';
  EXPECT_THROW(builder.append(Bytes(&byte, kMaxPackedBytes)), std::length_error);
  EXPECT_EQ(builder.count(), 0u);
}

// ---- listpack ---------------------------------------------------------------------------------

TEST(Listpack, ReadsAndWritesTheBytesOfAServer) {
  const OwnedBytes blob =
      spelled("16 00 00 00 05 00 81 61 02 | 01 01 | 82 62 62 03 | c1 2c 02 | df fb 02 | ff");
  EXPECT_EQ(walked<ListpackCursor>(blob), (std::vector<OwnedBytes>{"a", "1", "bb", "300", "-5"}));
  ListpackBuilder builder;
  for (const char* text : {"a", "1", "bb", "300", "-5"}) builder.append(text);
  EXPECT_EQ(builder.finish(), blob);
}

TEST(Listpack, ReadsAHashOfAServer) {
  const OwnedBytes blob =
      spelled("15 00 00 00 04 00  82 \"f1\" 03  82 \"v1\" 03  82 \"f2\" 03  16 01  ff");
  EXPECT_EQ(walked<ListpackCursor>(blob), (std::vector<OwnedBytes>{"f1", "v1", "f2", "22"}));
}

TEST(Listpack, TwoIntegersAtOnceAreTwoIntegers) {
  for (const std::int64_t first : kEdges) {
    for (const std::int64_t second : kEdges) {
      ListpackBuilder one_by_one;
      one_by_one.append(first);
      one_by_one.append(second);
      ListpackBuilder both;
      both.append(first, second);
      EXPECT_EQ(both.finish(), one_by_one.finish());
    }
  }
}

TEST(Listpack, AnEmptyOneHasSevenBytes) {
  ListpackBuilder builder;
  EXPECT_EQ(builder.finish(), spelled("07 00 00 00 00 00 ff"));
  EXPECT_EQ(builder.size(), kEmptyListpackBytes);
}

TEST(Listpack, EntryBytesAreWhatAppendAdds) {
  std::mt19937_64 random(21);
  ListpackBuilder builder;
  for (int i = 0; i < 2000; ++i) {
    const OwnedBytes text = random_entry(random);
    if (!listpack_can_hold(text.size())) continue;
    if (i % 50 == 0) builder.clear();
    const std::uint64_t before = builder.size();
    builder.append(text);
    EXPECT_EQ(builder.size() - before, listpack_entry_bytes(text));
  }
  for (const std::int64_t value : kEdges) {
    const std::uint64_t before = builder.size();
    builder.append(value);
    EXPECT_EQ(builder.size() - before, listpack_entry_bytes(value));
  }
}

// A blob with one text entry, its backlen as given.
OwnedBytes listpack_with_backlen(std::size_t text_length, Bytes backlen) {
  constexpr std::size_t kTextAt = kListpackHeadBytes + 5;
  OwnedBytes blob(kTextAt + text_length, 'x');
  blob[kListpackHeadBytes] = '\xf0';
  store_le(blob.data() + kListpackHeadBytes + 1, static_cast<std::uint32_t>(text_length));
  blob += backlen;
  blob += '\xff';
  store_le(blob.data(), static_cast<std::uint32_t>(blob.size()));
  store_le(blob.data() + 4, std::uint16_t{1});
  return blob;
}

struct Disputed {
  std::size_t text_length;
  const char* longer;   // Redis, Valkey up to 8.1
  const char* shorter;  // Valkey 9
};
constexpr Disputed kDisputed[] = {
    {16378, "00 ff ff", "7f ff"},
    {2097146, "00 ff ff ff", "7f ff ff"},
    {268435450, "00 ff ff ff ff", "7f ff ff ff"},
};

TEST(Listpack, BothFormsOfADisputedBacklenAreRead) {
  for (const Disputed& row : kDisputed) {
    for (const char* backlen : {row.longer, row.shorter}) {
      const OwnedBytes blob = listpack_with_backlen(row.text_length, spelled(backlen));
      EXPECT_EQ(validate(ListpackCursor(blob)), 1u) << row.text_length << ' ' << backlen;
    }
  }
}

TEST(Listpack, OtherSizesHaveOneBacklen) {
  EXPECT_EQ(validate(ListpackCursor(listpack_with_backlen(16377, spelled("7f fe")))), 1u);
  EXPECT_THROW(validate(ListpackCursor(listpack_with_backlen(16377, spelled("00 ff fe")))),
               CorruptInput);
  EXPECT_EQ(validate(ListpackCursor(listpack_with_backlen(16379, spelled("01 80 80")))), 1u);
  EXPECT_THROW(validate(ListpackCursor(listpack_with_backlen(16379, spelled("00 80")))),
               CorruptInput);
}

TEST(Listpack, TheBuilderNeverMakesADisputedEntry) {
  ListpackBuilder builder;
  for (const Disputed& row : kDisputed) {
    EXPECT_FALSE(listpack_can_hold(row.text_length));
    EXPECT_TRUE(listpack_can_hold(row.text_length - 1));
    EXPECT_TRUE(listpack_can_hold(row.text_length + 1));
    const char byte = 'x';
    EXPECT_THROW(builder.append(Bytes(&byte, row.text_length)), std::length_error);
  }
  EXPECT_FALSE(listpack_can_hold(kMaxPackedBytes));
  EXPECT_FALSE(listpack_can_hold(std::numeric_limits<std::size_t>::max()));
}

TEST(Listpack, ReadsNonMinimalForms) {
  // 5 as int13, int16, int24, int32 and int64; "a" behind a 12-bit and a 32-bit length.
  const OwnedBytes blob = spelled(
      "2c 00 00 00 07 00 c0 05 02 | f1 05 00 03 | f2 05 00 00 04 | f3 05 00 00 00 05 |"
      "f4 05 00 00 00 00 00 00 00 09 | e0 01 61 03 | f0 01 00 00 00 61 06 | ff");
  OwnedBytes sized = blob;
  store_le(sized.data(), static_cast<std::uint32_t>(blob.size()));
  EXPECT_EQ(walked<ListpackCursor>(sized),
            (std::vector<OwnedBytes>{"5", "5", "5", "5", "5", "a", "a"}));
}

TEST(Listpack, FormsThatNoServerWritesAreCorrupt) {
  for (int first = 0xf5; first <= 0xff; ++first) {
    OwnedBytes blob = spelled("09 00 00 00 01 00 00 01 ff");
    blob[6] = static_cast<char>(first);
    EXPECT_FALSE(survives<ListpackCursor>(blob)) << first;
  }
}

TEST(Listpack, TheHeadIsDecodedByItself) {
  const ListpackHead head = decode_listpack_head(spelled("16 00 00 00 05 00"));
  EXPECT_EQ(head.total, 22u);
  EXPECT_EQ(head.count, 5u);
  EXPECT_EQ(decode_listpack_head(spelled("16 00 00 00 ff ff")).count, kUnknownCount);
}

// ---- ziplist ----------------------------------------------------------------------------------

TEST(Ziplist, ReadsTheBytesOfOldServers) {
  EXPECT_EQ(walked<ZiplistCursor>(spelled(
                "16 00 00 00 11 00 00 00 03 00 | 00 01 61 | 03 c0 2c 01 | 04 c0 fb ff | ff")),
            (std::vector<OwnedBytes>{"a", "300", "-5"}));
  EXPECT_EQ(walked<ZiplistCursor>(spelled("1c 00 00 00 16 00 00 00 04 00 | 00 03 \"one\" | 05 f2 |"
                                          "02 03 \"two\" | 05 03 \"2.5\" | ff")),
            (std::vector<OwnedBytes>{"one", "1", "two", "2.5"}));
}

TEST(Ziplist, WritesTheBytesOfAServer) {
  ZiplistBuilder builder;
  for (const char* text : {"f1", "v1", "f2", "22"}) builder.append(text);
  EXPECT_EQ(builder.finish(),
            spelled("1a 00 00 00 16 00 00 00 04 00 | 00 02 66 31 | 04 02 76 31 | 04 02 66 32 |"
                    "04 fe 16 | ff"));
  builder.clear();
  EXPECT_EQ(builder.finish(), spelled("0b 00 00 00 0a 00 00 00 00 00 ff"));
}

TEST(Ziplist, ALongPrevlenOfASmallEntryIsLegal) {
  EXPECT_EQ(walked<ZiplistCursor>(
                spelled("16 00 00 00 0d 00 00 00 02 00 | 00 01 61 | fe 03 00 00 00 02 62 63 | ff")),
            (std::vector<OwnedBytes>{"a", "bc"}));
}

TEST(Ziplist, AWrongPrevlenOrTailIsCorrupt) {
  OwnedBytes blob = spelled("11 00 00 00 0d 00 00 00 02 00 | 00 01 61 | 03 01 62 | ff");
  ASSERT_TRUE(survives<ZiplistCursor>(blob));
  blob[13] = '\x02';
  EXPECT_FALSE(survives<ZiplistCursor>(blob));
  blob[13] = '\x03';
  blob[4] = '\x0a';
  EXPECT_FALSE(survives<ZiplistCursor>(blob));
}

TEST(Ziplist, TheLowBitsOfALongLengthMeanNothing) {
  EXPECT_EQ(
      walked<ZiplistCursor>(spelled("12 00 00 00 0a 00 00 00 01 00 | 00 bf 00 00 00 01 61 | ff")),
      (std::vector<OwnedBytes>{"a"}));
}

// ---- zipmap -----------------------------------------------------------------------------------

TEST(Zipmap, ReadsTheBytesOfAServer) {
  const OwnedBytes blob = spelled("02 | 02 66 31 | 02 00 76 31 | 02 66 32 | 02 00 32 32 | ff");
  EXPECT_EQ(walked<ZipmapCursor>(blob), (std::vector<OwnedBytes>{"f1", "v1", "f2", "22"}));
  EXPECT_EQ(ZipmapCursor(blob).count(), 4u);
}

TEST(Zipmap, KnowsUnusedBytesLongLengthsAndUnknownCounts) {
  EXPECT_EQ(walked<ZipmapCursor>(spelled("fe | fe 02 00 00 00 66 31 | 02 03 76 31 00 00 00 | ff")),
            (std::vector<OwnedBytes>{"f1", "v1"}));
  EXPECT_EQ(ZipmapCursor(spelled("fe 00 00 00 ff")).count(), kUnknownCount);
}

TEST(Zipmap, RefusesWhatServersRefuse) {
  EXPECT_FALSE(survives<ZipmapCursor>(spelled("00 ff"))) << "empty";
  EXPECT_FALSE(survives<ZipmapCursor>(spelled("02 | 01 61 | 01 00 62 | ff"))) << "wrong count";
  EXPECT_FALSE(survives<ZipmapCursor>(spelled("01 | 01 61 | ff"))) << "a field without a value";
  EXPECT_FALSE(survives<ZipmapCursor>(spelled("01 | ff 61 | 01 00 62 | ff"))) << "an early end";
}

TEST(Zipmap, DamageIsFoundOrHarmless) {
  const OwnedBytes blob =
      spelled("02 | 02 66 31 | 02 02 76 31 00 00 | fe 02 00 00 00 66 32 | 02 00 32 32 | ff");
  damage_everywhere<ZipmapCursor>(blob);
  damage_at_random<ZipmapCursor>(blob, 1, 1);
}

// ---- intset -----------------------------------------------------------------------------------

TEST(Intset, ReadsTheBytesOfAServer) {
  const OwnedBytes blob = spelled("02 00 00 00  03 00 00 00  01 00  02 00  2c 01");
  EXPECT_EQ(walked<IntsetCursor>(blob), (std::vector<OwnedBytes>{"1", "2", "300"}));
  EXPECT_EQ(IntsetCursor(blob).count(), 3u);
  damage_everywhere<IntsetCursor>(blob);
}

TEST(Intset, ReadsAllWidths) {
  EXPECT_EQ(walked<IntsetCursor>(spelled("04 00 00 00 02 00 00 00 ff ff ff ff 00 00 01 00")),
            (std::vector<OwnedBytes>{"-1", "65536"}));
  EXPECT_EQ(walked<IntsetCursor>(
                spelled("08 00 00 00 02 00 00 00 00 00 00 00 00 00 00 80 05 00 00 00 00 00 00 00")),
            (std::vector<OwnedBytes>{"-9223372036854775808", "5"}));
}

TEST(Intset, RefusesWhatServersRefuse) {
  EXPECT_FALSE(survives<IntsetCursor>(spelled("02 00 00 00 00 00 00 00"))) << "empty";
  EXPECT_FALSE(survives<IntsetCursor>(spelled("03 00 00 00 01 00 00 00 01 00 00"))) << "width";
  EXPECT_FALSE(survives<IntsetCursor>(spelled("02 00 00 00 02 00 00 00 02 00 01 00"))) << "order";
  EXPECT_FALSE(survives<IntsetCursor>(spelled("02 00 00 00 02 00 00 00 02 00 02 00"))) << "twice";
}

}  // namespace
}  // namespace rdb
