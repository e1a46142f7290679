#include "librdb/parse/value_table.h"

#include <array>
#include <string>

#include "librdb/format/opcodes.h"
#include "librdb/parse/hash_value.h"
#include "librdb/parse/string_value.h"

namespace rdb {
namespace {

struct Decoders {
  std::uint8_t type_byte;
  ValueFunction elements;
  ValueFunction layout;
};

// Of types that mean the same in both families.
constexpr Decoders kDecoders[] = {
    {type_byte::kString, string_elements, string_layout},
    {type_byte::kHash, hash_elements, hash_layout},
    {type_byte::kHashZipmap, hash_zipmap_elements, hash_zipmap_layout},
    {type_byte::kHashZiplist, hash_ziplist_elements, hash_ziplist_layout},
    {type_byte::kHashListpack, hash_listpack_elements, hash_listpack_layout},
};

// Types 22 and up differ between the families, so a file must be new enough to have one.
constexpr std::uint8_t kFirstForkedType = 22;
constexpr std::uint32_t kFirstForkedRedisVersion = 12;

std::uint32_t first_version(Family family, std::uint8_t type_byte) {
  if (type_byte < kFirstForkedType) return 1;
  return family == Family::valkey ? kValkeyVersion : kFirstForkedRedisVersion;
}

// The walker checks the container of a quicklist node, which the table calls a length.
std::string shape_to_walk(const TypeInfo& info) {
  std::string shape(info.shape);
  if (info.type_byte == type_byte::kListQuicklist2) shape.replace(shape.find('l'), 1, 1, 'c');
  return shape;
}

using Rows = std::array<ValueType, 256>;

Rows build_rows(Family family) {
  Rows rows;
  for (const TypeInfo& info : type_table(family)) {
    if (!info.exists()) continue;
    ValueType& row = rows[info.type_byte];
    row.info = &info;
    row.first_version = first_version(family, info.type_byte);
    row.steppable = info.can_skip();
    if (row.steppable) row.program = compile_shape(shape_to_walk(info));
  }
  for (const Decoders& decoders : kDecoders) {
    rows[decoders.type_byte].elements = decoders.elements;
    rows[decoders.type_byte].layout = decoders.layout;
  }
  return rows;
}

}  // namespace

std::span<const ValueType, 256> value_types(Family family) {
  static const Rows redis = build_rows(Family::redis);
  static const Rows valkey = build_rows(Family::valkey);
  return family == Family::valkey ? valkey : redis;
}

bool can_decode(Family family, std::uint8_t type_byte) {
  return value_types(family)[type_byte].elements != nullptr;
}

}  // namespace rdb
