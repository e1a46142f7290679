// Values larger than a window: they stream, and memory does not grow with what they claim.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <optional>
#include <vector>

#include "librdb/base/errors.h"
#include "librdb/event/stage.h"
#include "librdb/io/temp_spool.h"
#include "librdb/parse/make_value_decoder.h"
#include "tests/support/decodable_text.h"
#include "tests/support/reading.h"
#include "tests/support/sample_dumps.h"

namespace {
std::size_t largest_allocation = 0;
}

// The largest single allocation is watched: nothing may be sized by a claim.
__attribute__((noinline)) void* operator new(std::size_t size) {
  largest_allocation = std::max(largest_allocation, size);
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
__attribute__((noinline)) void operator delete(void* memory) noexcept { std::free(memory); }
__attribute__((noinline)) void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace rdb {
namespace {

using testing::compressible_bytes;
using testing::DumpBuilder;
using testing::PipeSource;
using testing::random_bytes;
using testing::text_of;

const Interests kEverything = Interest::layout | Interest::raw | Interest::elements;

// What a sink saw of how payloads came.
class Shapes final : public Stage {
 public:
  using Stage::on;
  explicit Shapes(EventSink& next) : Stage(next) {}
  void on(const StringValue& event) override {
    streamed |= event.value.is_stream();
    EXPECT_EQ(event.value.is_stream(), event.stored.is_stream());
    Stage::on(event);
  }
  void on(const HashField& event) override {
    streamed |= event.value.is_stream();
    Stage::on(event);
  }
  void on(const RawValue& event) override {
    streamed |= event.body.is_stream();
    Stage::on(event);
  }
  bool streamed = false;
};

struct Told {
  OwnedBytes text;
  bool streamed = false;
};

Told told(Bytes dump, Interests wanted, std::size_t window, SpoolFactory* spools = nullptr) {
  Told result;
  TextSink sink(result.text, wanted, {.unpacked = true, .needs = {.leave = true}});
  CheckedSink checked(sink);
  Shapes shapes(checked);
  PipeSource source(dump);
  RdbReader(source, {.window_bytes = window, .spools = spools}).run(shapes);
  result.streamed = shapes.streamed;
  return result;
}

// Streams in a small window and is whole in a large one, and says the same.
void expect_same_as_whole(const DumpBuilder& builder, Interests wanted) {
  const OwnedBytes dump = DumpBuilder(builder).key(0, "next").string("v").finish();
  TempSpoolFactory spools("", 64);
  const Told whole = told(dump, wanted, std::size_t{4} << 20);
  EXPECT_FALSE(whole.streamed);
  for (const std::size_t window : {64, 1000, 70'000}) {
    SCOPED_TRACE(window);
    const Told streamed = told(dump, wanted, window, &spools);
    EXPECT_TRUE(streamed.streamed || !wanted.has(Interest::raw));
    EXPECT_TRUE(streamed.text == whole.text);
  }
}

TEST(LargeValues, RawStrings) {
  const DumpBuilder dump = DumpBuilder().key(0, "k").string(random_bytes(300'000));
  expect_same_as_whole(dump, Interest::elements);
  expect_same_as_whole(dump, Interest::raw);
  expect_same_as_whole(dump, Interest::layout);
  expect_same_as_whole(dump, kEverything);
}

TEST(LargeValues, CompressedStrings) {
  for (const OwnedBytes& text : {compressible_bytes(1'000'000), OwnedBytes(2'000'000, 'a')}) {
    const DumpBuilder dump = DumpBuilder().key(0, "k").lzf(text);
    expect_same_as_whole(dump, Interest::elements);
    EXPECT_TRUE(told(dump.finish(), Interest::elements, 64).streamed);
  }
}

TEST(LargeValues, Hashes) {
  DumpBuilder dump;
  dump.key(4, "k").length(4);
  dump.string("short field").string(random_bytes(100'000));
  dump.string(random_bytes(80'000, 2)).lzf(compressible_bytes(400'000));
  dump.lzf(compressible_bytes(90'000, 3)).integer(5);
  dump.integer(6).string("");
  expect_same_as_whole(dump, Interest::elements);
  expect_same_as_whole(dump, Interest::raw);
  expect_same_as_whole(dump, Interest::layout);
  expect_same_as_whole(dump, kEverything);
}

TEST(LargeValues, PackedHashes) {
  OwnedBytes listpack = testing::spelled("00 00 00 00 ff ff");
  for (std::uint16_t field = 0; field < 20'000; ++field) {  // fields of two bytes, values of one
    char number[2];
    store_le(number, field);
    listpack += '\xf1' + OwnedBytes(number, 2) + testing::spelled("03 05 01");
  }
  listpack += '\xff';
  store_le(listpack.data(), static_cast<std::uint32_t>(listpack.size()));
  for (const DumpBuilder& dump :
       {DumpBuilder().key(16, "k").string(listpack), DumpBuilder().key(16, "k").lzf(listpack)}) {
    const OwnedBytes whole = told(dump.finish(), Interest::elements, std::size_t{4} << 20).text;
    EXPECT_TRUE(told(dump.finish(), Interest::elements, 64).text == whole);
    const OwnedBytes layout = told(dump.finish(), Interest::layout, std::size_t{4} << 20).text;
    EXPECT_TRUE(told(dump.finish(), Interest::layout, 64).text == layout);
  }
}

TEST(LargeValues, KeysAuxAndModuleData) {
  DumpBuilder dump;
  dump.aux(random_bytes(5000), random_bytes(6000, 2));
  dump.opcode(Opcode::module_aux).length(1).length(2).length(1);
  dump.length(5).string(random_bytes(10'000, 3)).length(0);
  dump.key(0, random_bytes(7000, 4)).string(random_bytes(100, 5));
  dump.byte(0).lzf(compressible_bytes(9000)).string("v");
  const OwnedBytes whole = told(dump.finish(), kEverything, std::size_t{4} << 20).text;
  TempSpoolFactory spools("", 64);
  EXPECT_TRUE(told(dump.finish(), kEverything, 64, &spools).text == whole);
}

// Pulls nothing, or one piece, of what streams.
class Lazy final : public Stage {
 public:
  using Stage::on;
  Lazy(EventSink& next, bool one_piece, bool stored)
      : Stage(next), one_piece_(one_piece), stored_(stored) {}
  void on(const StringValue& event) override { pull(stored_ ? event.stored : event.value); }
  void on(const RawValue& event) override { pull(event.body); }
  void on(const HashField& event) override { pull(event.value); }
  void on(const CollectionBegin&) override {}
  void on(const CollectionEnd&) override {}

 private:
  void pull(const Payload& payload) {
    if (one_piece_ && payload.is_stream()) payload.parts().next();
  }
  bool one_piece_;
  bool stored_;
};

TEST(LargeValues, WhatIsNotPulledIsSkipped) {
  DumpBuilder dump;
  dump.key(0, "raw").string(random_bytes(5000));
  dump.key(0, "lzf").lzf(compressible_bytes(90'000));
  dump.key(4, "hash").length(1).string("f").lzf(compressible_bytes(90'000));
  dump.key(0, "last").string("v");
  const OwnedBytes bytes = dump.finish();
  for (const Interests wanted : {Interests(Interest::elements), Interests(Interest::raw)}) {
    for (const int way : {0, 1, 2}) {
      OwnedBytes text;
      TextSink sink(text, wanted);
      Lazy lazy(sink, way != 0, way == 2);
      MemorySource source(bytes);
      RdbReader(source, {.window_bytes = 64}).run(lazy);
      EXPECT_NE(text.find("key \"last\""), OwnedBytes::npos);
      EXPECT_NE(text.find("finish"), OwnedBytes::npos);
    }
  }
}

TEST(LargeValues, TheStoredBytesOfAStringStreamToo) {
  const OwnedBytes value = DumpBuilder("").lzf(compressible_bytes(90'000)).unfinished();
  const OwnedBytes dump = DumpBuilder().key(0, "k").bytes(value).finish();
  class Keep final : public Stage {
   public:
    using Stage::on;
    explicit Keep(EventSink& next) : Stage(next) {}
    void on(const StringValue& event) override { kept = to_owned(event.stored, kMaxMaterialised); }
    OwnedBytes kept;
  };
  OwnedBytes text;
  TextSink sink(text, Interest::elements);
  Keep keep(sink);
  MemorySource source(dump);
  RdbReader(source, {.window_bytes = 100}).run(keep);
  EXPECT_TRUE(keep.kept == value);
}

TEST(LargeValues, SeveralWishesNeedASpool) {
  const OwnedBytes dump = DumpBuilder().key(0, "k").string(random_bytes(5000)).finish();
  EXPECT_THROW(told(dump, kEverything, 64), LimitExceeded);
}

TEST(LargeValues, ClaimsOnAPipeCostNoMemory) {
  const std::uint64_t lie = std::uint64_t{1} << 30;
  std::vector<OwnedBytes> dumps;
  dumps.push_back(DumpBuilder().key(0, "k").length(lie).bytes("abc").unfinished());
  dumps.push_back(DumpBuilder().key(0, "k").byte(0xc3).length(lie).length(lie).unfinished());
  dumps.push_back(DumpBuilder().key(4, "k").length(lie).string("f").unfinished());
  dumps.push_back(DumpBuilder().key(4, "k").length(1).length(lie).unfinished());
  dumps.push_back(DumpBuilder().key(16, "k").length(lie).bytes("abc").unfinished());
  dumps.push_back(DumpBuilder().key(16, "k").byte(0xc3).length(lie).length(lie).unfinished());
  dumps.push_back(DumpBuilder().byte(0).length(lie).bytes("abc").unfinished());
  dumps.push_back(DumpBuilder().opcode(Opcode::aux).length(lie).unfinished());
  dumps.push_back(DumpBuilder().opcode(Opcode::function).length(lie).unfinished());
  for (const OwnedBytes& dump : dumps) {
    for (const Interests wanted : {kSkip, Interests(Interest::raw), Interests(Interest::elements),
                                   Interests(Interest::layout)}) {
      PipeSource source(dump);
      OwnedBytes text;
      TextSink sink(text, wanted);
      RdbReader reader(source);
      largest_allocation = 0;
      EXPECT_THROW(reader.run(sink), TruncatedInput);
      EXPECT_LE(largest_allocation, 4 * kWindowBytes);
    }
  }
}

// Quadratic copying would take hours here.
TEST(LargeValues, AHeadOfManyAttributesTakesLinearTime) {
  DumpBuilder dump;
  for (int i = 0; i < 500'000; ++i) dump.expire_ms(i);
  dump.key(0, "k").string("v");
  const OwnedBytes bytes = dump.finish();
  for (const bool pipe : {false, true}) {
    PipeSource unknown(bytes);
    MemorySource known(bytes);
    Source& source = pipe ? static_cast<Source&>(unknown) : known;
    const OwnedBytes text = text_of(source, kSkip, {.window_bytes = 64});
    EXPECT_NE(text.find("key \"k\" string 0 string expire=499999\n"), OwnedBytes::npos);
  }
}

TEST(ValueDecoder, SaysTheSameAsTheReader) {
  class KeepRaw final : public Stage {
   public:
    using Stage::on;
    explicit KeepRaw(EventSink& next) : Stage(next) {}
    Interests enter(const Entry& entry) override {
      next().enter(entry);
      entry_.emplace(entry);
      return Interest::raw;
    }
    void on(const RawValue& event) override {
      const OwnedBytes raw = to_owned(event.body, kMaxMaterialised);
      const auto decoder = make_value_decoder(Family::redis, 12, {.window_bytes = 64});
      const Entry entry = entry_->borrow();
      const Interests wanted =
          can_decode(Family::redis, entry.type_byte) ? Interest::elements : Interest::raw;
      if (++calls_ % 2 == 0) return decoder->decode(entry, Payload::view(raw), wanted, next());
      MemoryStream stream(raw);
      decoder->decode(entry, Payload::stream(stream, kUnknownSize), wanted, next());
    }

   private:
    std::optional<OwnedEntry> entry_;
    int calls_ = 0;
  };
  OwnedBytes expected;
  testing::DecodableText sink(expected, Interest::elements);
  const OwnedBytes dump = testing::redis_sample();
  MemorySource direct(dump);
  RdbReader(direct).run(sink);
  OwnedBytes decoded;
  TextSink kept_sink(decoded, Interest::raw);
  KeepRaw keep(kept_sink);
  MemorySource again(dump);
  RdbReader(again).run(keep);
  EXPECT_EQ(decoded, expected);
}

TEST(ValueDecoder, RefusesWhatIsNotOneValue) {
  OwnedBytes text;
  TextSink sink(text, Interest::elements);
  const auto decoder = make_value_decoder(Family::redis, 11);
  Entry entry;
  entry.key = "k";
  const auto decode = [&](std::uint8_t type, Bytes raw) {
    entry.type_byte = type;
    decoder->decode(entry, Payload::view(raw), Interest::elements, sink);
  };
  EXPECT_THROW(decode(0, testing::spelled("01 \"v\" 00")), CorruptInput);
  EXPECT_THROW(decode(0, testing::spelled("02 \"v\"")), TruncatedInput);
  EXPECT_THROW(decode(24, "x"), Unsupported);
  EXPECT_THROW(decode(200, "x"), Unsupported);
  EXPECT_THROW(decode(7, testing::spelled_module_value()), Unsupported);
}

}  // namespace
}  // namespace rdb
