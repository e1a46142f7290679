#include "librdb/write/value_policy.h"

#include "librdb/format/type_table.h"

namespace rdb {
namespace {

struct Row {
  ObjectType type;
  bool can_encode;
};

// Indexed by ObjectType.
constexpr Row kRows[] = {{ObjectType::string, true},  {ObjectType::list, false},
                         {ObjectType::set, false},    {ObjectType::zset, false},
                         {ObjectType::hash, true},    {ObjectType::stream, false},
                         {ObjectType::module, false}, {ObjectType::other, false}};

constexpr bool rows_are_in_order() {
  for (std::size_t i = 0; i < std::size(kRows); ++i) {
    if (kRows[i].type != static_cast<ObjectType>(i)) return false;
  }
  return true;
}
static_assert(rows_are_in_order());

// Type bytes whose fields may carry an expiry of their own.
bool has_field_expiry(Family family, std::uint8_t byte) {
  if (family == Family::valkey) return byte == type_byte::kHash2Valkey;
  return byte >= type_byte::kHashMetadataPreRelease && byte <= type_byte::kHashListpackEx;
}

}  // namespace

bool can_encode(Family family, const Entry& entry) {
  const auto index = static_cast<std::size_t>(entry.type);
  if (index >= std::size(kRows) || !kRows[index].can_encode) return false;
  return !has_field_expiry(family, entry.type_byte);
}

Interests stored_or_encoded(const TargetFormat& target, Family family, const Entry& entry) {
  if (target.loads(family, entry.type_byte)) return Interest::raw;
  return can_encode(family, entry) ? Interests(Interest::elements) : kSkip;
}

std::string cannot_convert(const TargetFormat& target, Family family, const Entry& entry) {
  const TypeInfo& info = type_info(family, entry.type_byte);
  std::string reason(info.exists() ? info.name : Bytes("unknown"));
  reason += " (type " + std::to_string(entry.type_byte) + ") is not loaded by " + target.name();
  reason += "; converting it comes with a later version, --target same copies it as it is";
  return reason;
}

}  // namespace rdb
