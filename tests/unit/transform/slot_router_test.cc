#include "librdb/transform/slot_router.h"

#include <gtest/gtest.h>

#include "librdb/base/errors.h"
#include "librdb/event/checked_sink.h"
#include "librdb/event/dropping_stage.h"
#include "librdb/event/text_sink.h"
#include "librdb/io/temp_spool.h"
#include "tests/support/random_events.h"

namespace rdb {
namespace {

using testing::RandomEvents;

// Lets through the keys of some slots: what a node's output must equal.
class OnlySlots final : public DroppingStage {
 public:
  OnlySlots(EventSink& next, unsigned first, unsigned last)
      : DroppingStage(next), first_(first), last_(last) {}
  bool keep(const Entry& entry) override {
    const unsigned slot = hash_slot(entry.key);
    return first_ <= slot && slot <= last_;
  }

 private:
  unsigned first_;
  unsigned last_;
};

TEST(SlotRouter, EachSinkGetsItsSlotsAndAllThatIsSaidOfTheDump) {
  constexpr unsigned kEdges[][2] = {{0, 100}, {101, 9000}, {9001, 16383}};
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    RandomEvents events(seed, {.piece_bytes = seed % 2 == 0 ? 7u : 0u, .aborts = true});
    TempSpoolFactory spools("");
    OwnedBytes texts[3];
    TextSink a(texts[0], Interest::elements, {.needs = {.leave = true}});
    TextSink b(texts[1], Interest::raw);
    TextSink c(texts[2], Interest::layout | Interest::elements);
    CheckedSink checked[] = {CheckedSink(a), CheckedSink(b), CheckedSink(c)};
    SlotRouter router({&checked[0], &checked[1], &checked[2]}, spools);
    for (std::size_t i = 0; i < 3; ++i) {
      router.assign(static_cast<std::uint16_t>(kEdges[i][0]),
                    static_cast<std::uint16_t>(kEdges[i][1]), i);
    }
    events.emit(router);
    for (std::size_t i = 0; i < 3; ++i) {
      OwnedBytes alone;
      TextSink sink(alone,
                    i == 0   ? Interests(Interest::elements)
                    : i == 1 ? Interests(Interest::raw)
                             : Interest::layout | Interest::elements,
                    {.needs = {.leave = i == 0}});
      OnlySlots filter(sink, kEdges[i][0], kEdges[i][1]);
      events.emit(filter);
      EXPECT_EQ(texts[i], alone) << seed << ' ' << i;
    }
  }
}

TEST(SlotRouter, ASlotOfNobodyIsRefused) {
  OwnedBytes text;
  TextSink sink(text, kSkip);
  TempSpoolFactory spools("");
  SlotRouter router({&sink}, spools);
  router.assign(0, 12181, 0);
  Entry entry;
  entry.key = "foo";  // slot 12182
  EXPECT_THROW(router.enter(entry), Refused);
  router.assign(12182, 12182, 0);
  EXPECT_NO_THROW(router.enter(entry));
}

}  // namespace
}  // namespace rdb
