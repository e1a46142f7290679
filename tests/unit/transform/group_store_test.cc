#include "librdb/transform/group_store.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

#include "librdb/transform/grouped_partition.h"

namespace rdb {
namespace {

void add(GroupStore& store, const std::string& group, const std::string& field) {
  const std::string key = group + ":" + field;
  FlatKey flat;
  flat.key = key;
  flat.cut = flat.key.substr(group.size());
  flat.field = flat.cut.substr(1);
  flat.value = Scalar::integer(1);
  store.add(flat);
  store.flush();
}

// How many records each group has; fails if there are two of one name.
std::map<std::string, std::uint32_t> groups_of(GroupStore& store, GroupSpill& spill) {
  std::map<std::string, std::uint32_t> sizes;
  GroupedPartition grouped(spill.budget());
  for (std::size_t i = 0; i < GroupStore::kPartitions; ++i) {
    const SpilledPartition& data = store.partition(i);
    if (data.records == 0) continue;
    grouped.load(data, store.hasher(), spill.file(), store.several_rules());
    for (const GroupedPartition::Group& group : grouped.groups()) {
      if (group.count == 0) continue;
      EXPECT_TRUE(sizes.emplace(group.name, group.count).second) << "twice: " << group.name;
    }
  }
  return sizes;
}

// Room for numbers comes and goes, as it does where a large value is held for a while.
TEST(GroupStore, AGroupIsOneHoweverMemoryComesAndGoes) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    std::mt19937_64 random(seed);
    MemoryBudget budget(std::uint64_t{8} << 20);
    GroupSpill spill(budget, {}, 1);
    GroupStore store(0, spill, false);
    const std::uint64_t most = spill.share().most;
    std::map<std::string, std::uint32_t> expected;
    for (int i = 0; i < 20'000; ++i) {
      if (random() % 100 == 0) spill.share().most = random() % 2 == 0 ? 0 : most;
      if (random() % 2000 == 0) spill.make_room();
      const std::string group = "view:" + std::to_string(random() % 4000);
      add(store, group, std::to_string(i));
      ++expected[group];
    }
    EXPECT_EQ(groups_of(store, spill), expected) << seed;
  }
}

}  // namespace
}  // namespace rdb
