#include "librdb/format/type_table.h"

namespace rdb {
namespace {

using Table = std::array<TypeInfo, kTypeBytes>;
using T = ObjectType;

constexpr Bytes kStreamShape = "(ss)lll(sll(iql)(sq(i)))";
constexpr Bytes kStream2Shape = "(ss)llllllll(slll(iql)(sq(i)))";
constexpr Bytes kStream3Shape = "(ss)llllllll(slll(iql)(sqq(i)))";
// … and how long ids of producers are kept, producers with their ids, two counters.
constexpr Bytes kStream4Shape = "(ss)llllllll(slll(iql)(sqq(i)))ll(s(sll))ll";
constexpr Bytes kStream5Shape = "(ss)llllllll(slll(iql)(sqq(i))(i))ll(s(sll))ll";

// Versions: 206 = 2.6. A type that every supported server loads says 206 and 702 (the first
// Valkey).
constexpr TypeInfo kShared[] = {
    {0, "string", T::string, "s", 206, 702},
    {1, "list", T::list, "(s)", 206, 702},
    {2, "set", T::set, "(s)", 206, 702},
    {3, "zset", T::zset, "(sd)", 206, 702},
    {4, "hash", T::hash, "(ss)", 206, 702},
    {5, "zset_2", T::zset, "(sq)", 400, 702},
    {6, "module_pre_release", T::module, "", 0, 0},
    {7, "module_2", T::module, "lm", 400, 702},
    {9, "hash_zipmap", T::hash, "s", 206, 702},
    {10, "list_ziplist", T::list, "s", 206, 702},
    {11, "set_intset", T::set, "s", 206, 702},
    {12, "zset_ziplist", T::zset, "s", 206, 702},
    {13, "hash_ziplist", T::hash, "s", 206, 702},
    {14, "list_quicklist", T::list, "(s)", 302, 702},
    {15, "stream_listpacks", T::stream, kStreamShape, 500, 702},
    {16, "hash_listpack", T::hash, "s", 700, 702},
    {17, "zset_listpack", T::zset, "s", 700, 702},
    {18, "list_quicklist_2", T::list, "(ls)", 700, 702},
    {19, "stream_listpacks_2", T::stream, kStream2Shape, 700, 702},
    {20, "set_listpack", T::set, "s", 702, 702},
    {21, "stream_listpacks_3", T::stream, kStream3Shape, 702, 702},
};

constexpr TypeInfo kRedis[] = {
    {22, "hash_metadata_pre_release", T::hash, "(lss)", 704, 0, 12},
    {23, "hash_listpack_ex_pre_release", T::hash, "s", 704, 0, 12},
    {24, "hash_metadata", T::hash, "q(lss)", 704, 0, 12},
    {25, "hash_listpack_ex", T::hash, "qs", 704, 0, 12},
    {26, "stream_listpacks_4", T::stream, kStream4Shape, 806, 0, 13, true},
    {27, "stream_listpacks_5", T::stream, kStream5Shape, 808, 0, 14, true},
    {28, "array", T::other, "", 808, 0, 14, true},
    {29, "hash_template_listpack", T::hash, "", 810, 0, 15, true},
    {30, "hash_template_listpack_ref", T::hash, "", 810, 0, 15, true},
    {31, "hash_template_array", T::hash, "", 810, 0, 15, true},
    {32, "hash_template_array_ref", T::hash, "", 810, 0, 15, true},
    {33, "gcra", T::other, "l", 810, 0, 15, true},
};

constexpr TypeInfo kValkey[] = {
    {22, "hash_2", T::hash, "(ssq)", 0, 900, 80},
};

template <std::size_t N>
constexpr Table table_with(const TypeInfo (&own)[N]) {
  Table table{};
  for (std::size_t i = 0; i < kTypeBytes; ++i) table[i].type_byte = static_cast<std::uint8_t>(i);
  for (const TypeInfo& row : kShared) table[row.type_byte] = row;
  for (const TypeInfo& row : own) table[row.type_byte] = row;
  return table;
}

constexpr Table kRedisTable = table_with(kRedis);
constexpr Table kValkeyTable = table_with(kValkey);
constexpr TypeInfo kNoType{};

}  // namespace

std::span<const TypeInfo, kTypeBytes> type_table(Family family) {
  return family == Family::valkey ? kValkeyTable : kRedisTable;
}

const TypeInfo& type_info(Family family, std::uint8_t type_byte) {
  return type_byte < kTypeBytes ? type_table(family)[type_byte] : kNoType;
}

}  // namespace rdb
