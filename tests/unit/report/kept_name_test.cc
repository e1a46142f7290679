#include "librdb/report/kept_name.h"

#include <gtest/gtest.h>

#include "librdb/key/slot.h"
#include "librdb/report/key_text.h"

namespace rdb {
namespace {

constexpr std::size_t kMost = KeptName::kMostBytes;

TEST(KeptName, IsWholeAsLongAsItFits) {
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, kMost - 1, kMost}) {
    const OwnedBytes name(length, 'n');
    const KeptName kept(name);
    EXPECT_EQ(kept.front, name);
    EXPECT_FALSE(kept.is_cut());
    EXPECT_EQ(kept.slot, hash_slot(name));
  }
}

TEST(KeptName, KeepsTheSlotAndTheLengthOfTheWhole) {
  const OwnedBytes name = OwnedBytes(kMost, 'n') + "{tag}";
  const KeptName kept(name);
  EXPECT_TRUE(kept.is_cut());
  EXPECT_EQ(kept.front, OwnedBytes(kMost, 'n'));
  EXPECT_EQ(kept.bytes, name.size());
  EXPECT_EQ(kept.slot, hash_slot("tag"));
}

TEST(KeptName, IsAnotherOneWhateverByteDiffers) {
  const OwnedBytes name(2 * kMost, 'n');
  for (const std::size_t at : {std::size_t{0}, kMost - 1, kMost, 2 * kMost - 1}) {
    OwnedBytes other = name;
    other[at] = 'm';
    EXPECT_NE(KeptName(name), KeptName(other)) << at;
  }
  EXPECT_LT(KeptName(OwnedBytes(kMost, 'n')), KeptName(OwnedBytes(kMost + 1, 'n')));
  EXPECT_LT(KeptName(OwnedBytes(kMost + 1, 'n')), KeptName(OwnedBytes(kMost + 2, 'n')));
}

TEST(KeptName, IsCutBetweenCharacters) {
  for (std::size_t before = 0; before < 4; ++before) {
    OwnedBytes name(kMost - before, 'n');
    name += "😀 and more";
    EXPECT_EQ(KeptName::front_of(name).size(), kMost - before);
  }
  EXPECT_EQ(KeptName::front_of(OwnedBytes(kMost - 4, 'n') + "😀 and more").size(), kMost);
  EXPECT_EQ(KeptName::front_of(OwnedBytes(2 * kMost, '\x80')).size(), kMost) << "no UTF-8";
}

TEST(ShownKey, SaysHowLongANameIsThatWasCut) {
  EXPECT_EQ(shown_key(KeptName("user:1"), 30), "user:1");
  EXPECT_EQ(shown_key(KeptName(OwnedBytes(900'000, 'n')), 25), "nnnnnnnnn… (878 KiB long)");
  // Marks that take no room: the text as such fits.
  OwnedBytes marks = "o";
  for (std::size_t i = 0; i < kMost; ++i) marks += "\u0301";
  const std::string shown = shown_key(KeptName(marks), 25);
  EXPECT_NE(shown.find("… (8 KiB long)"), std::string::npos) << shown;
}

}  // namespace
}  // namespace rdb
