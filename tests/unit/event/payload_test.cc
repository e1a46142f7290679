#include "librdb/event/payload.h"

#include <gtest/gtest.h>

#include "librdb/base/errors.h"
#include "librdb/event/entry.h"
#include "librdb/event/events.h"
#include "librdb/event/interest.h"

namespace rdb {
namespace {

// Says `piece` as often as it is asked, up to `pieces` times.
class Repeating final : public ByteStream {
 public:
  Repeating(Bytes piece, int pieces) : piece_(piece), left_(pieces) {}
  Bytes next() override { return left_-- > 0 ? piece_ : Bytes(); }
  int left() const { return left_; }

 private:
  Bytes piece_;
  int left_;
};

TEST(Payload, IsOwnedInEveryForm) {
  EXPECT_EQ(to_owned(Payload::integer(-7), 100), "-7");
  EXPECT_EQ(to_owned(Payload::view("abc"), 3), "abc");
  EXPECT_EQ(to_owned(Payload(), 0), "");
  Repeating stream("ab", 3);
  EXPECT_EQ(to_owned(Payload::stream(stream, 6), 6), "ababab");
  Repeating unknown("ab", 3);
  EXPECT_EQ(to_owned(Payload::stream(unknown, kUnknownSize), 6), "ababab");
}

TEST(Payload, NoMoreThanTheLimitIsHeld) {
  EXPECT_THROW(to_owned(Payload::view("abcd"), 3), LimitExceeded);
  Repeating known("ab", 100);
  EXPECT_THROW(to_owned(Payload::stream(known, 200), 5), LimitExceeded);
  EXPECT_EQ(known.left(), 100) << "a stated size is judged before anything is read";
  Repeating unknown("ab", 100);
  EXPECT_THROW(to_owned(Payload::stream(unknown, kUnknownSize), 5), LimitExceeded);
  EXPECT_EQ(unknown.left(), 97) << "and one that is not, as bytes arrive";
}

TEST(Payload, AnIntegerIsFoundHoweverItIsEncoded) {
  std::int64_t value = 0;
  EXPECT_TRUE(integer_of(Payload::integer(5), value));
  EXPECT_EQ(value, 5);
  EXPECT_TRUE(integer_of(Payload::view("-12"), value));
  EXPECT_EQ(value, -12);
  EXPECT_FALSE(integer_of(Payload::view("012"), value));
  Repeating stream("7", 1);
  EXPECT_FALSE(integer_of(Payload::stream(stream, 1), value));
  EXPECT_EQ(value, -12) << "left alone";
}

TEST(Entry, AnOwnedEntryOutlivesItsBytes) {
  auto key = std::make_unique<OwnedBytes>("a key that is too long for the small-string buffer");
  auto head = std::make_unique<OwnedBytes>("its head, which is too long for it just as well");
  const OwnedBytes same_key = *key;
  const OwnedBytes same_head = *head;
  auto owned = [&] {
    Entry entry;
    entry.key = *key;
    entry.stored_head = *head;
    entry.db = 3;
    return OwnedEntry(entry);
  }();
  key.reset();
  head.reset();
  const OwnedEntry copy(owned);
  const Entry borrowed = copy.borrow();
  EXPECT_EQ(borrowed.key, same_key);
  EXPECT_EQ(borrowed.stored_head, same_head);
  EXPECT_EQ(borrowed.db, 3u);
}

TEST(Entry, AChangedEntryHasNoStoredHead) {
  Entry entry;
  entry.key = "a";
  entry.stored_head = "head";
  entry.attributes.expire_ms = 5;
  const Entry renamed = entry.renamed("b");
  EXPECT_EQ(renamed.key, "b");
  EXPECT_EQ(renamed.stored_head, "");
  EXPECT_EQ(renamed.attributes, entry.attributes);
  const Entry immortal = entry.with_attributes({});
  EXPECT_FALSE(immortal.attributes.has_expiry());
  EXPECT_EQ(immortal.stored_head, "");
}

TEST(Interests, AreASet) {
  constexpr Interests both = Interest::raw | Interest::layout;
  EXPECT_TRUE(both.has(Interest::raw));
  EXPECT_FALSE(both.has(Interest::elements));
  EXPECT_FALSE(both.single());
  EXPECT_TRUE(Interests(Interest::raw).single());
  EXPECT_FALSE(kSkip.single());
  EXPECT_TRUE(kSkip.empty());
  EXPECT_EQ(both | Interest::raw, both);
}

TEST(PackedEncoding, HasItsName) {
  EXPECT_EQ(name_of(PackedEncoding::zipmap), "zipmap");
  EXPECT_EQ(name_of(PackedEncoding::ziplist), "ziplist");
  EXPECT_EQ(name_of(PackedEncoding::intset), "intset");
  EXPECT_EQ(name_of(PackedEncoding::listpack), "listpack");
}

}  // namespace
}  // namespace rdb
