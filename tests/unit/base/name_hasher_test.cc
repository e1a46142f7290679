#include "librdb/base/name_hasher.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace rdb {
namespace {

// Short names in neighbouring databases above all: there a seed made of the database fails.
TEST(NameHasher, TellsNamesOfAllDatabasesApart) {
  const NameHasher hash;
  std::map<NameHash, std::string> seen;
  const auto add = [&](std::uint32_t db, const std::string& name) {
    const auto [at, fresh] = seen.emplace(hash(db, name), std::to_string(db) + name);
    EXPECT_TRUE(fresh) << at->second << " is " << db << name;
  };
  for (std::uint32_t db = 0; db < 4; ++db) {
    for (unsigned n = 0; n < 65536; ++n) {
      const std::string two = {static_cast<char>(n), static_cast<char>(n >> 8)};
      add(db, two);
      add(db, two + "/0");
    }
  }
}

TEST(NameHasher, IsTheSameWithinARunAndAnotherInTheNext) {
  const NameHasher hash;
  EXPECT_EQ(hash(1, "name"), hash(1, std::string("name")));
  EXPECT_NE(hash(1, "name"), NameHasher()(1, "name"));
}

}  // namespace
}  // namespace rdb
