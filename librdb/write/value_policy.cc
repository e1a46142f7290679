#include "librdb/write/value_policy.h"

#include "librdb/format/type_table.h"

namespace rdb {
namespace {

bool holds_listpacks(std::uint8_t byte) {
  switch (byte) {
    case type_byte::kStream:
    case type_byte::kHashListpack:
    case type_byte::kZsetListpack:
    case type_byte::kListQuicklist2:
    case type_byte::kStream2:
    case type_byte::kSetListpack:
    case type_byte::kStream3:
    case type_byte::kHashListpackExPreRelease:
    case type_byte::kHashListpackEx:
      return true;
    default:
      return false;
  }
}

// Valkey 9 writes some entries a byte shorter than all others, and each refuses the other form.
bool agree_on_listpacks(const TargetFormat& target, Family family) {
  const ListpackForm input =
      family == Family::valkey ? ListpackForm::short_backlen : ListpackForm::long_backlen;
  return target.listpack_form() == input;
}

}  // namespace

bool has_field_expiry(Family family, std::uint8_t byte) {
  if (family == Family::valkey) return byte == type_byte::kHash2Valkey;
  return byte >= type_byte::kHashMetadataPreRelease && byte <= type_byte::kHashListpackEx;
}

bool has_elements(const Entry& entry) {
  return entry.type != ObjectType::module && entry.type != ObjectType::other;
}

bool takes_stored(const TargetFormat& target, Family family, const Entry& entry) {
  if (target.is_same()) return true;
  if (!target.loads(family, entry.type_byte)) return false;
  return !holds_listpacks(entry.type_byte) || agree_on_listpacks(target, family);
}

Interests stored_or_encoded(const TargetFormat& target, Family family, const Entry& entry,
                            bool drops_field_expiry) {
  if (takes_stored(target, family, entry)) return Interest::raw;
  if (!has_elements(entry)) return kSkip;
  if (entry.type == ObjectType::stream && target.stream_type() == 0) return kSkip;
  const bool loses_expiry =
      has_field_expiry(family, entry.type_byte) && target.field_expiry() == FieldExpiry::none;
  return loses_expiry && !drops_field_expiry ? kSkip : Interests(Interest::elements);
}

std::string reason_to_leave_out(Family family, const Entry& entry) {
  if (has_field_expiry(family, entry.type_byte)) return "hash with field expiry";
  const TypeInfo& info = type_info(family, entry.type_byte);
  return std::string(info.exists() ? info.name : Bytes("unknown")) + " (type " +
         std::to_string(entry.type_byte) + ")";
}

std::string reason_to_leave_out(const Function& event) {
  return event.pre_release ? "function library of a 7.0 release candidate" : "function library";
}

}  // namespace rdb
