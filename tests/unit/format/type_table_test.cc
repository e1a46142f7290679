#include "librdb/format/type_table.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "librdb/format/opcodes.h"

namespace rdb {
namespace {

constexpr Family kFamilies[] = {Family::redis, Family::valkey};

// The grammar of a shape: returns what is left behind one sequence of items.
Bytes behind_items(Bytes shape) {
  while (!shape.empty() && shape.front() != ')') {
    if (shape.front() == '(') {
      shape = behind_items(shape.substr(1));
      EXPECT_FALSE(shape.empty()) << "a bracket is not closed";
      if (shape.empty()) return shape;
    } else {
      EXPECT_NE(Bytes("sldqim").find(shape.front()), Bytes::npos) << shape;
    }
    shape.remove_prefix(1);
  }
  return shape;
}

TEST(TypeTable, RowsStandAtTheirTypeByte) {
  for (const Family family : kFamilies) {
    for (std::size_t i = 0; i < kTypeBytes; ++i) {
      EXPECT_EQ(type_table(family)[i].type_byte, i);
      EXPECT_EQ(&type_info(family, static_cast<std::uint8_t>(i)), &type_table(family)[i]);
    }
    for (std::size_t i = kTypeBytes; i < 256; ++i) {
      EXPECT_FALSE(type_info(family, static_cast<std::uint8_t>(i)).exists());
    }
  }
}

TEST(TypeTable, ShapesParse) {
  for (const Family family : kFamilies) {
    for (const TypeInfo& row : type_table(family)) {
      EXPECT_EQ(behind_items(row.shape), "") << row.name;
    }
  }
}

TEST(TypeTable, RowsAreConsistent) {
  for (const Family family : kFamilies) {
    std::set<std::string> names;
    for (const TypeInfo& row : type_table(family)) {
      if (!row.exists()) {
        EXPECT_FALSE(row.can_skip());
        continue;
      }
      EXPECT_TRUE(names.insert(std::string(row.name)).second) << row.name;
      const bool is_other = row.type == ObjectType::other;
      EXPECT_TRUE(is_other || row.name.starts_with(name_of(row.type))) << row.name;
      if (row.provisional) continue;
      EXPECT_FALSE(is_other) << row.name;
      EXPECT_TRUE(row.can_skip() || row.type_byte == type_byte::kModulePreRelease) << row.name;
    }
  }
}

TEST(TypeTable, EveryTypeOfAReleasedServerHasARow) {
  for (const Family family : kFamilies) {
    for (const int byte :
         {0, 1, 2, 3, 4, 5, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22}) {
      EXPECT_TRUE(type_info(family, static_cast<std::uint8_t>(byte)).can_skip()) << byte;
    }
  }
  for (const int byte : {23, 24, 25}) {
    EXPECT_TRUE(type_info(Family::redis, static_cast<std::uint8_t>(byte)).can_skip()) << byte;
    EXPECT_FALSE(type_info(Family::valkey, static_cast<std::uint8_t>(byte)).exists()) << byte;
  }
  for (const int byte : {8, 34, 63}) {
    EXPECT_FALSE(type_info(Family::redis, static_cast<std::uint8_t>(byte)).exists()) << byte;
  }
}

TEST(TypeTable, Type22DependsOnTheFamily) {
  EXPECT_EQ(type_info(Family::redis, 22).name, "hash_metadata_pre_release");
  EXPECT_EQ(type_info(Family::valkey, 22).name, "hash_2");
}

TEST(TypeTable, NoTypeByteIsAnOpcode) {
  EXPECT_LT(kTypeBytes, static_cast<std::size_t>(Opcode::hash_template));
}

}  // namespace
}  // namespace rdb
