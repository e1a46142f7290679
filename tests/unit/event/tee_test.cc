#include "librdb/event/tee.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>

#include "librdb/event/checked_sink.h"
#include "librdb/event/dropping_stage.h"
#include "librdb/event/text_reader.h"
#include "librdb/event/text_sink.h"
#include "tests/support/memory_spool.h"
#include "tests/support/random_events.h"

namespace rdb {
namespace {

using testing::MemorySpools;
using testing::RandomEvents;

// A sink whose protocol is checked and whose text is kept.
class Child {
 public:
  explicit Child(Interests wanted, TextOptions options = {})
      : sink_(text_, wanted, options), checked_(sink_) {}
  EventSink& sink() { return checked_; }
  const OwnedBytes& text() const { return text_; }

 private:
  OwnedBytes text_;
  TextSink sink_;
  CheckedSink checked_;
};

Interests interests_of(std::uint64_t bits) {
  Interests wanted;
  if (bits & 1) wanted = wanted | Interest::raw;
  if (bits & 2) wanted = wanted | Interest::layout;
  if (bits & 4) wanted = wanted | Interest::elements;
  return wanted;
}

TEST(Tee, EachChildSeesWhatItWouldSeeAlone) {
  std::mt19937_64 random(1);
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const std::size_t piece = random() % 3 == 0 ? 0 : 1 + random() % 30;
    const RandomEvents events(
        seed,
        {.keys = 10, .piece_bytes = piece, .sizes_known = seed % 2 == 0, .has_raw = seed % 3 != 0});
    std::vector<std::unique_ptr<Child>> children, alone;
    std::vector<EventSink*> sinks;
    for (std::size_t n = 2 + random() % 3; n != 0; --n) {
      const Interests wanted = interests_of(random());
      const TextOptions options{
          .offsets = true, .unpacked = random() % 2 == 0, .needs = {.leave = random() % 2 == 0}};
      children.push_back(std::make_unique<Child>(wanted, options));
      alone.push_back(std::make_unique<Child>(wanted, options));
      sinks.push_back(&children.back()->sink());
      RandomEvents(events).emit(alone.back()->sink());
    }
    MemorySpools spools;
    Tee tee(sinks, spools);
    CheckedSink checked(tee);
    RandomEvents(events).emit(checked);
    for (std::size_t i = 0; i < children.size(); ++i) {
      ASSERT_EQ(children[i]->text(), alone[i]->text()) << seed << ' ' << i;
    }
  }
}

TEST(Tee, AsksForTheUnion) {
  OwnedBytes ignored;
  TextSink raw(ignored, Interest::raw, {.needs = {.leave = true}});
  TextSink layout(ignored, Interest::layout, {.needs = {.sized_entries = true}});
  MemorySpools spools;
  Tee tee({&raw, &layout}, spools);
  EXPECT_TRUE(tee.needs().leave);
  EXPECT_TRUE(tee.needs().sized_entries);
  EXPECT_EQ(tee.enter(Entry()), Interest::raw | Interest::layout);
}

constexpr Bytes kTwoKeys = R"(
  header REDIS 11
  key "a" string
    plain value raw 3 4
    raw "\x03abc"
    string "abc"
  key "b" string
    plain value raw 3 4
    raw "\x03xyz"
    string "xyz"
  finish
)";

// Whoever drops a key behind the Tee gets nothing of it, the others all.
TEST(Tee, AChildThatSkipsGetsNothing) {
  class KeepB : public DroppingStage {
   public:
    using DroppingStage::DroppingStage;
    bool keep(const Entry& entry) override { return entry.key == "b"; }
  };
  Child only_b(Interest::elements, {.needs = {.leave = true}});
  KeepB filter(only_b.sink());
  Child all(Interest::raw);
  MemorySpools spools;
  Tee tee({&filter, &all.sink()}, spools);
  TextReader(kTwoKeys).run(tee);
  EXPECT_EQ(only_b.text(),
            "header REDIS 11\nkey \"b\" string\n  string \"xyz\"\n  leave 0 0\nfinish\n");
  EXPECT_EQ(all.text(),
            "header REDIS 11\nkey \"a\" string\n  raw \"\\x03abc\"\nkey \"b\" string\n  raw "
            "\"\\x03xyz\"\nfinish\n");
}

TEST(Tee, AStreamIsSpooledOnlyIfItIsShared) {
  MemorySpools spools;
  Child raw(Interest::raw), elements(Interest::elements);
  Tee apart({&raw.sink(), &elements.sink()}, spools);
  TextReader(kTwoKeys, {.piece_bytes = 1}).run(apart);
  EXPECT_EQ(spools.made, 0);

  Child first(Interest::raw), second(Interest::raw);
  Tee shared({&first.sink(), &second.sink()}, spools);
  TextReader(kTwoKeys, {.piece_bytes = 1}).run(shared);
  EXPECT_EQ(spools.made, 1) << "one spool, reused";
  EXPECT_EQ(first.text(), second.text());
}

TEST(Tee, AnAbortReachesAll) {
  constexpr Bytes kBroken = "header REDIS 1\nkey \"a\" hash\nbegin 2\nfield \"f\" 1\nabort\nfinish";
  Child skips(kSkip, {.needs = {.leave = true}}), reads(Interest::elements);
  MemorySpools spools;
  Tee tee({&skips.sink(), &reads.sink()}, spools);
  TextReader(kBroken).run(tee);
  EXPECT_EQ(skips.text(), "header REDIS 1\nkey \"a\" hash\n  abort\nfinish\n");
  EXPECT_EQ(reads.text(),
            "header REDIS 1\nkey \"a\" hash\n  begin 2\n  field \"f\" 1\n  abort\nfinish\n");
}

TEST(Tee, TheNextKeyBeginsAfresh) {
  // The first key has no raw form, the second has: elements must not reach `raw` twice.
  constexpr Bytes kMixed = R"(
    header REDIS 1
    key "a" string
      string 1
    key "b" string
      raw "x"
      string 2
    finish)";
  Child raw(Interest::raw), elements(Interest::elements);
  MemorySpools spools;
  Tee tee({&raw.sink(), &elements.sink()}, spools);
  CheckedSink checked(tee);
  TextReader(kMixed).run(checked);
  EXPECT_EQ(raw.text(),
            "header REDIS 1\nkey \"a\" string\n  string 1\nkey \"b\" string\n  raw "
            "\"x\"\nfinish\n");
}

TEST(Tee, ASharedStreamHidesItsStoredBytes) {
  class StoredSizes : public TextSink {
   public:
    using TextSink::on;
    explicit StoredSizes(OwnedBytes& out) : TextSink(out, Interest::elements) {}
    void on(const StringValue& event) override { sizes.push_back(event.stored.size()); }
    std::vector<std::uint64_t> sizes;
  };
  OwnedBytes ignored;
  StoredSizes first(ignored), second(ignored);
  MemorySpools spools;
  Tee tee({&first, &second}, spools);
  constexpr Bytes kText = "key \"a\" string\nstring \"abc\" stored=\"\\x03abc\"";
  TextReader(kText).run(tee);
  TextReader(kText, {.piece_bytes = 1}).run(tee);
  EXPECT_EQ(first.sizes, (std::vector<std::uint64_t>{4, 0}));
  EXPECT_EQ(second.sizes, (std::vector<std::uint64_t>{4, 0}));
}

}  // namespace
}  // namespace rdb
