// Input that ends too early, lies or is not ours: every fault is found, and where it is.
#include <gtest/gtest.h>

#include "librdb/base/errors.h"
#include "tests/support/decodable_text.h"
#include "tests/support/reading.h"
#include "tests/support/sample_dumps.h"

namespace rdb {
namespace {

using testing::DecodableText;
using testing::DumpBuilder;
using testing::PipeSource;
using testing::spelled;
using testing::text_of;

// Reads a dump, all that can be read of it, and gives the error back; fails if there is none.
template <class E>
E error_of(Source& source, Interests wanted, ReaderOptions options = {}) {
  OwnedBytes text;
  DecodableText sink(text, wanted);
  CheckedSink checked(sink);
  try {
    RdbReader(source, options).run(checked);
  } catch (const E& error) {
    return error;
  } catch (const std::exception& error) {
    ADD_FAILURE() << "another error: " << error.what();
    return E("another error");
  }
  ADD_FAILURE() << "no error; told:\n" << text;
  return E("no error");
}

template <class E>
E error_of(Bytes dump, Interests wanted = kSkip, ReaderOptions options = {}) {
  MemorySource source(dump);
  return error_of<E>(source, wanted, options);
}

const Interests kEverything = Interest::layout | Interest::raw | Interest::elements;

void expect_every_cut_found(Bytes dump, Interests wanted, std::size_t window) {
  for (std::size_t cut = 0; cut < dump.size(); ++cut) {
    SCOPED_TRACE("cut at " + std::to_string(cut));
    const Bytes head = dump.substr(0, cut);
    MemorySource file(head);
    const auto error = error_of<TruncatedInput>(file, wanted, {.window_bytes = window});
    EXPECT_EQ(error.place().offset, cut) << error.what();
    EXPECT_LE(error.place().record, cut);
    PipeSource pipe(head, 5);
    EXPECT_EQ(error_of<TruncatedInput>(pipe, wanted, {.window_bytes = window}).place().offset, cut);
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(Damage, EveryCutIsFoundWhenSkipping) {
  expect_every_cut_found(testing::redis_sample(), kSkip, kWindowBytes);
  expect_every_cut_found(testing::valkey_sample(), kSkip, 64);
}

TEST(Damage, EveryCutIsFoundWhenCopying) {
  expect_every_cut_found(testing::valkey_sample(), Interest::raw, kWindowBytes);
  expect_every_cut_found(testing::redis_sample(), Interest::raw, 64);
}

TEST(Damage, EveryCutIsFoundInElements) {
  expect_every_cut_found(testing::redis_sample(), Interest::elements, kWindowBytes);
  expect_every_cut_found(testing::valkey_sample(), Interest::elements, 64);
}

TEST(Damage, EveryCutIsFoundInLayouts) {
  expect_every_cut_found(testing::redis_sample(), Interest::layout, 64);
}

TEST(Damage, EveryCutIsFoundWhenAllIsWanted) {
  expect_every_cut_found(testing::redis_sample(), kEverything, kWindowBytes);
}

TEST(Damage, SaysHowManyBytesAreMissingAndWhere) {
  const OwnedBytes dump =
      DumpBuilder().select_db(2).key(0, "user:17").length(200).bytes("xyz").unfinished();
  const auto error = error_of<TruncatedInput>(dump, Interest::elements);
  EXPECT_STREQ(error.what(),
               "(memory): truncated at byte 25 (key \"user:17\", string, db 2, record at byte 11): "
               "expected 197 more bytes");
}

TEST(Damage, AnEmptyFileIsDamage) {
  const auto error = error_of<TruncatedInput>("");
  EXPECT_EQ(error.place().offset, 0u);
  EXPECT_NE(error.reason().find("empty file: expected the magic"), std::string::npos);
}

TEST(Damage, WrongMagics) {
  EXPECT_NE(error_of<CorruptInput>("PK\x03\x04").reason().find("found \"PK\\x03\\x04\""),
            std::string::npos);
  EXPECT_NE(error_of<CorruptInput>("REDIS00x1").reason().find("REDIS00x1"), std::string::npos);
  EXPECT_NE(error_of<CorruptInput>("REDIS0000").reason().find("version 0"), std::string::npos);
  error_of<CorruptInput>("VALKEY000");
  error_of<CorruptInput>("BALKEY080");
  error_of<TruncatedInput>("REDIS");
  error_of<TruncatedInput>("VALK");
}

TEST(Damage, NewerAndForeignVersions) {
  EXPECT_NE(error_of<Unsupported>("REDIS0016").reason().find("REDIS version 16"),
            std::string::npos);
  EXPECT_NE(error_of<Unsupported>("REDIS0080").reason().find("80"), std::string::npos);
  EXPECT_NE(error_of<Unsupported>("VALKEY079").reason().find("VALKEY version 79"),
            std::string::npos);
  EXPECT_NE(error_of<Unsupported>("VALKEY081").reason().find("VALKEY version 81"),
            std::string::npos);
}

TEST(Damage, AChecksumThatDoesNotMatch) {
  OwnedBytes dump = DumpBuilder().key(0, "k").string("value").finish();
  dump[15] ^= 1;
  const auto error = error_of<CorruptInput>(dump);
  EXPECT_EQ(error.place().offset, dump.size() - 8);
  EXPECT_EQ(error.place().what, "checksum");
  EXPECT_NE(error.reason().find("stored 0x"), std::string::npos) << error.reason();
  EXPECT_NE(text_of(dump, kSkip, {.verify_checksum = false}).find("finish"), OwnedBytes::npos);
}

TEST(Damage, EveryFlippedBitOfAChecksummedDumpIsFound) {
  const OwnedBytes good = DumpBuilder().select_db(0).key(0, "k").string("value").finish();
  for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
    OwnedBytes dump = good;
    dump[bit / 8] = static_cast<char>(dump[bit / 8] ^ (1 << bit % 8));
    MemorySource source(dump);
    RdbReader reader(source);
    OwnedBytes text;
    TextSink sink(text, kSkip);
    try {
      reader.run(sink);
      // One flip makes it version 1, which has no checksum: the old one lies behind the dump.
      EXPECT_EQ(reader.version(), 1u) << "bit " << bit;
      EXPECT_EQ(reader.trailing().count, 8u);
    } catch (const Error&) {
      EXPECT_EQ(text.find("finish"), OwnedBytes::npos);
    }
  }
}

TEST(Damage, ChecksumsThatAreNotThere) {
  const OwnedBytes unprotected = DumpBuilder().key(0, "k").string("v").finish_with(0);
  const OwnedBytes told = text_of(unprotected, kSkip);
  EXPECT_NE(told.find("finish checksum=0 computed="), OwnedBytes::npos) << told;
  const OwnedBytes old = DumpBuilder("REDIS0004").key(0, "k").string("v").byte(0xff).unfinished();
  EXPECT_EQ(text_of(old, kSkip).find("checksum="), OwnedBytes::npos);
}

TEST(Damage, UnknownTypesAndOpcodesNameAllThereIsToKnow) {
  const auto error =
      error_of<Unsupported>(DumpBuilder().key(0, "last").string("v").byte(26).unfinished());
  EXPECT_EQ(error.place().offset, 17u);
  for (const char* part : {"26", "REDIS", "version 11", "\"last\""}) {
    EXPECT_NE(error.reason().find(part), std::string::npos) << error.reason();
  }
  error_of<Unsupported>(DumpBuilder().byte(8).unfinished());
  error_of<Unsupported>(DumpBuilder().byte(242).unfinished());
  error_of<Unsupported>(DumpBuilder().byte(243).unfinished());
  error_of<Unsupported>(DumpBuilder("VALKEY080").byte(242).unfinished());
  error_of<Unsupported>(DumpBuilder().key(6, "k").unfinished());
}

TEST(Damage, TypesThatTheOtherFamilyOrAnOlderVersionDoesNotHave) {
  for (const unsigned type : {22, 23, 24, 25}) {
    error_of<Unsupported>(DumpBuilder("REDIS0011").key(type, "k").unfinished());
  }
  for (const unsigned type : {23, 24, 25}) {
    error_of<Unsupported>(DumpBuilder("VALKEY080").key(type, "k").unfinished());
  }
}

TEST(Damage, LyingLengthsAreFoundBeforeAnythingIsRead) {
  const std::uint64_t lie = std::uint64_t{1} << 62;
  for (const unsigned type : {0, 1, 2, 4, 5, 9, 13, 14, 16, 18, 21}) {
    SCOPED_TRACE(type);
    const OwnedBytes dump = DumpBuilder().key(type, "k").length(lie).finish();
    error_of<TruncatedInput>(dump);
    error_of<TruncatedInput>(dump, kEverything);
    PipeSource pipe(dump);
    error_of<CorruptInput>(pipe, Interest::raw);  // what follows is taken for elements
  }
  error_of<TruncatedInput>(DumpBuilder().byte(0).length(lie).finish());
  error_of<TruncatedInput>(DumpBuilder().opcode(Opcode::aux).length(lie).finish());
}

TEST(Damage, WhatNoServerWrites) {
  const auto of = [](const DumpBuilder& dump) { return error_of<CorruptInput>(dump.finish()); };
  EXPECT_EQ(of(DumpBuilder().key(0, "k").byte(0x82)).place().offset, 12u);
  EXPECT_EQ(of(DumpBuilder().key(0, "k").byte(0xc4)).place().offset, 12u);
  EXPECT_EQ(of(DumpBuilder().key(1, "k").byte(0xc2).string("a").string("b")).place().offset, 12u);
  EXPECT_EQ(of(DumpBuilder().key(18, "k").length(1).length(3).string("a")).place().offset, 13u);
  EXPECT_EQ(of(DumpBuilder().key(7, "k").length(1).length(6).byte(0)).place().offset, 13u);
  EXPECT_EQ(of(DumpBuilder().key(1, "k").length(2).string("a").byte(0xc5)).place().offset, 15u);
  of(DumpBuilder().select_db(std::uint64_t{1} << 33));
  of(DumpBuilder().opcode(Opcode::slot_info).length(16384).length(1).length(1));
  of(DumpBuilder("VALKEY080").opcode(Opcode::slot_import).string("short").length(0));
  of(DumpBuilder().opcode(Opcode::module_aux).length(5).length(1).length(1).byte(0));
}

TEST(Damage, NamesBeyondTheLimit) {
  const OwnedBytes dump = DumpBuilder().key(0, OwnedBytes(5000, 'k')).string("v").finish();
  error_of<LimitExceeded>(dump, kSkip, {.window_bytes = 64, .max_materialised = 4000});
  PipeSource pipe(dump);
  error_of<LimitExceeded>(pipe, kSkip, {.window_bytes = 64, .max_materialised = 4000});
  EXPECT_NE(text_of(dump, kSkip, {.window_bytes = 64, .max_materialised = 5000}).find("finish"),
            OwnedBytes::npos);
}

// ---- damage inside a value -------------------------------------------------------------------

// What is told when every error is passed over as far as the reader can go on.
OwnedBytes told_across_errors(Bytes dump, Interests wanted, ReaderOptions options = {}) {
  OwnedBytes text;
  TextSink sink(text, wanted);
  CheckedSink checked(sink);
  MemorySource source(dump);
  RdbReader reader(source, options);
  for (;;) {
    try {
      reader.run(checked);
      return text;
    } catch (const Error& error) {
      text += std::string("! ") + error.reason() + "\n";
      if (!reader.can_continue()) return text + "lost\n";
    }
  }
}

bool found_next_key(const OwnedBytes& told) {
  return told.find("! ") != OwnedBytes::npos && told.find("abort") != OwnedBytes::npos &&
         told.find("key \"next\"") != OwnedBytes::npos && told.find("lost") == OwnedBytes::npos;
}

// Dumps whose first value is damaged inside, and whose second is good.
DumpBuilder with_next(DumpBuilder dump) { return dump.key(0, "next").string("v"); }

OwnedBytes damaged_lzf() {
  OwnedBytes text = DumpBuilder("").lzf(OwnedBytes(300, 'a')).unfinished();
  text[text.size() - 2] = '\x7f';  // a reference before the start
  return text;
}

TEST(Damage, OfContentLeavesTheReaderAtTheNextRecord) {
  const OwnedBytes odd = spelled(R"(0e 00 00 00 02 00 82 "f1" 03 82 "v1" 02 ff)");
  for (const std::size_t window : {std::size_t{64}, kWindowBytes}) {
    SCOPED_TRACE(window);
    const auto told = [&](const DumpBuilder& dump) {
      return told_across_errors(with_next(dump).finish(), Interest::elements,
                                {.window_bytes = window});
    };
    EXPECT_TRUE(found_next_key(told(DumpBuilder().key(0, "k").bytes(damaged_lzf()))));
    EXPECT_TRUE(found_next_key(told(DumpBuilder().key(16, "k").string(odd))));
    EXPECT_TRUE(found_next_key(told(DumpBuilder().key(16, "k").string("no listpack"))));
    EXPECT_TRUE(found_next_key(told(DumpBuilder().key(13, "k").string(OwnedBytes(200, 'x')))));
    EXPECT_TRUE(found_next_key(told(DumpBuilder().key(9, "k").integer(5))));
    EXPECT_TRUE(found_next_key(told(DumpBuilder().key(16, "k").bytes(damaged_lzf()))));
    EXPECT_TRUE(found_next_key(told(DumpBuilder()
                                        .key(4, "k")
                                        .length(3)
                                        .string("a")
                                        .string(OwnedBytes(100, 'x'))
                                        .bytes(damaged_lzf())
                                        .string("y")
                                        .string("b")
                                        .string("z"))));
    EXPECT_TRUE(found_next_key(told(DumpBuilder()
                                        .key(4, "k")
                                        .length(2)
                                        .string("a")
                                        .bytes(damaged_lzf())
                                        .string("b")
                                        .string(OwnedBytes(200, 'x')))));
  }
}

TEST(Damage, ElementsOfATypeThatHasNone) {
  const DumpBuilder dump = DumpBuilder().key(7, "k").bytes(testing::spelled_module_value());
  EXPECT_TRUE(found_next_key(told_across_errors(with_next(dump).finish(), Interest::elements)));
  MemorySource source(dump.unfinished());
  OwnedBytes text;
  TextSink sink(text, Interest::elements);
  try {
    RdbReader(source).run(sink);
    FAIL() << "no error";
  } catch (const Unsupported& error) {
    EXPECT_NE(error.reason().find("type 7 (module_2)"), std::string::npos) << error.reason();
  }
}

TEST(Damage, OfTheStructureEndsTheReading) {
  const OwnedBytes dump =
      with_next(DumpBuilder().key(4, "k").length(2).string("a").byte(0xc4)).finish();
  for (const Interests wanted : {Interests(Interest::elements), Interests(Interest::raw)}) {
    const OwnedBytes told = told_across_errors(dump, wanted);
    EXPECT_NE(told.find("lost"), OwnedBytes::npos) << told;
    EXPECT_NE(told.find("abort"), OwnedBytes::npos) << told;
  }
}

TEST(Damage, WrongCountsInPackedHashes) {
  const OwnedBytes three = spelled(R"(11 00 00 00 03 00 82 "f1" 03 82 "v1" 03 01 01 ff)");
  const OwnedBytes miscounted = spelled(R"(0f 00 00 00 04 00 82 "f1" 03 82 "v1" 03 ff)");
  for (const OwnedBytes& blob : {three, miscounted}) {
    error_of<CorruptInput>(DumpBuilder().key(16, "k").string(blob).finish(), Interest::elements);
    EXPECT_NE(text_of(DumpBuilder().key(16, "k").string(blob).finish(), kSkip).find("finish"),
              OwnedBytes::npos);
  }
}

}  // namespace
}  // namespace rdb
