#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "librdb/memory/hash_table_memory.h"
#include "librdb/memory/main_table.h"

namespace rdb {
namespace {

// dict.c of Redis 7.0 with random hashes: buckets are counted, entries have no other property.
class Dict {
 public:
  explicit Dict(std::uint64_t seed) : random_(seed) {}

  void expand(std::uint64_t size) {
    if (!old_.empty() || table_used_ > size) return;
    const std::uint64_t slots = dict_slots(size);
    if (slots == table_.size()) return;
    if (!table_.empty()) {
      old_ = std::move(table_);
      old_used_ = table_used_;
      next_ = 0;
      table_used_ = 0;
    }
    table_.assign(slots, 0);
  }
  void add() {
    if (!old_.empty()) move_a_bucket();
    if (old_.empty() && table_used_ >= table_.size()) expand(table_used_ + 1);
    put();
  }
  std::uint64_t slots() const { return table_.size(); }
  std::uint64_t slots_of_old() const { return old_.size(); }

 private:
  void put() {
    ++table_[random_() % table_.size()];
    ++table_used_;
  }
  void move_a_bucket() {
    for (int visits = 10; old_used_ > 0 && old_[next_] == 0;) {
      ++next_;
      if (--visits == 0) return;
    }
    if (old_used_ > 0) {
      old_used_ -= old_[next_];
      for (; old_[next_] > 0; --old_[next_]) put();
      ++next_;
    }
    if (old_used_ == 0) old_.clear();
  }

  std::mt19937_64 random_;
  std::vector<std::uint32_t> table_;
  std::vector<std::uint32_t> old_;
  std::uint64_t table_used_ = 0;
  std::uint64_t old_used_ = 0;
  std::size_t next_ = 0;
};

// rdb.c, RDB_TYPE_HASH.
Dict load(std::uint64_t count, std::uint64_t packed, std::uint64_t seed) {
  Dict dict(seed);
  dict.expand(packed);
  for (std::uint64_t i = 0; i <= packed; ++i) dict.add();
  const std::uint64_t left = count - packed - 1;
  if (left > 4) dict.expand(left);
  for (std::uint64_t i = 0; i < left; ++i) dict.add();
  return dict;
}

LoadedDict loaded_dict(std::uint64_t count, std::uint64_t packed) {
  return turned_hash_dict(server_profile(Family::redis, 700), count, packed, false);
}

TEST(LoadedDictTest, IsWhatALoaderBuildsOrSaysThatItIsNotSure) {
  std::mt19937_64 random(1);
  int exact = 0;
  int right = 0;
  int all = 0;
  for (std::uint64_t count = 1; count <= 1100; ++count) {
    for (int i = 0; i < 40; ++i, ++all) {
      const std::uint64_t packed = i == 0 ? 0 : random() % count;
      const Dict dict = load(count, packed, random());
      const LoadedDict predicted = loaded_dict(count, packed);
      ASSERT_EQ(predicted.slots, dict.slots()) << count << " " << packed;
      right += predicted.slots_of_old == dict.slots_of_old() ? 1 : 0;
      if (!predicted.is_exact()) continue;
      ++exact;
      ASSERT_EQ(predicted.slots_of_old, dict.slots_of_old()) << count << " " << packed;
    }
  }
  EXPECT_GT(exact, all * 85 / 100);
  EXPECT_GT(right, all * 98 / 100);
}

TEST(LoadedDictTest, OldTableStaysIfLoadingEndsEarly) {
  // 64 fit the first table; the 65th makes it grow and four more empty at most four buckets.
  const LoadedDict growing = loaded_dict(69, 64);
  EXPECT_EQ(growing.slots, 128);
  EXPECT_EQ(growing.slots_of_old, 64);
  EXPECT_TRUE(growing.is_exact());
  const LoadedDict done = loaded_dict(128, 64);
  EXPECT_EQ(done.slots, 128);
  EXPECT_EQ(done.slots_of_old, 0);
  EXPECT_TRUE(done.is_exact());
}

TEST(LoadedDictTest, LargeOnesCostNoMoreToTell) {
  const LoadedDict dict = loaded_dict(std::uint64_t{1} << 50, 3);
  EXPECT_EQ(dict.slots, std::uint64_t{1} << 50);
  EXPECT_EQ(dict.slots_of_old, 0);
}

}  // namespace
}  // namespace rdb
