#include "librdb/parse/value_table.h"

#include <array>
#include <string>

#include "librdb/parse/hash_expiry_value.h"
#include "librdb/parse/hash_value.h"
#include "librdb/parse/list_value.h"
#include "librdb/parse/set_value.h"
#include "librdb/parse/stream_value.h"
#include "librdb/parse/string_value.h"
#include "librdb/parse/zset_value.h"

namespace rdb {
namespace {

struct Decoders {
  std::uint8_t type_byte;
  ValueFunction elements;
  ValueFunction layout;
};

// Of types that mean the same in both families.
constexpr Decoders kSharedDecoders[] = {
    {type_byte::kString, string_elements, string_layout},
    {type_byte::kList, list_elements, list_layout},
    {type_byte::kSet, set_elements, set_layout},
    {type_byte::kZset, zset_elements, zset_layout},
    {type_byte::kHash, hash_elements, hash_layout},
    {type_byte::kZset2, zset2_elements, zset2_layout},
    {type_byte::kHashZipmap, hash_zipmap_elements, hash_zipmap_layout},
    {type_byte::kListZiplist, list_ziplist_elements, list_ziplist_layout},
    {type_byte::kSetIntset, set_intset_elements, set_intset_layout},
    {type_byte::kZsetZiplist, zset_ziplist_elements, zset_ziplist_layout},
    {type_byte::kHashZiplist, hash_ziplist_elements, hash_ziplist_layout},
    {type_byte::kListQuicklist, list_quicklist_elements, list_quicklist_layout},
    {type_byte::kStream, stream_elements, stream_layout},
    {type_byte::kHashListpack, hash_listpack_elements, hash_listpack_layout},
    {type_byte::kZsetListpack, zset_listpack_elements, zset_listpack_layout},
    {type_byte::kListQuicklist2, list_quicklist2_elements, list_quicklist2_layout},
    {type_byte::kStream2, stream2_elements, stream2_layout},
    {type_byte::kSetListpack, set_listpack_elements, set_listpack_layout},
    {type_byte::kStream3, stream3_elements, stream3_layout},
};
constexpr Decoders kRedisDecoders[] = {
    {type_byte::kHashMetadataPreRelease, hash_metadata_pre_release_elements,
     hash_metadata_pre_release_layout},
    {type_byte::kHashListpackExPreRelease, hash_listpack_ex_pre_release_elements,
     hash_listpack_ex_pre_release_layout},
    {type_byte::kHashMetadata, hash_metadata_elements, hash_metadata_layout},
    {type_byte::kHashListpackEx, hash_listpack_ex_elements, hash_listpack_ex_layout},
    {type_byte::kStream4, stream4_elements, stream4_layout},
    {type_byte::kStream5, stream5_elements, stream5_layout},
};
constexpr Decoders kValkeyDecoders[] = {
    {type_byte::kHash2Valkey, hash_2_elements, hash_2_layout},
};

// The walker checks the container of a quicklist node, which the table calls a length.
std::string shape_to_walk(const TypeInfo& info) {
  std::string shape(info.shape);
  if (info.type_byte == type_byte::kListQuicklist2) shape.replace(shape.find('l'), 1, 1, 'c');
  return shape;
}

using Rows = std::array<ValueType, 256>;

void set_decoders(Rows& rows, std::span<const Decoders> decoders) {
  for (const Decoders& row : decoders) {
    rows[row.type_byte].elements = row.elements;
    rows[row.type_byte].layout = row.layout;
  }
}

Rows build_rows(Family family) {
  Rows rows;
  for (const TypeInfo& info : type_table(family)) {
    if (!info.exists()) continue;
    ValueType& row = rows[info.type_byte];
    row.info = &info;
    row.first_version = info.first_version;
    row.steppable = info.can_skip();
    if (row.steppable) row.program = compile_shape(shape_to_walk(info));
  }
  set_decoders(rows, kSharedDecoders);
  if (family == Family::valkey) {
    set_decoders(rows, kValkeyDecoders);
  } else {
    set_decoders(rows, kRedisDecoders);
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
