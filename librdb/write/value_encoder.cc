#include "librdb/write/value_encoder.h"

#include <string>

#include "librdb/base/errors.h"
#include "librdb/write/value_policy.h"

namespace rdb {

ValueEncoder::ValueEncoder(StringEncoder& strings, EncodingLimits limits, SpoolFactory* spools)
    : lists_(strings, limits, spools),
      sets_(strings, limits, spools),
      zsets_(strings, limits, spools),
      hashes_(strings, limits, spools),
      expiring_(strings, limits, spools),
      streams_(strings, limits, spools) {}

void ValueEncoder::begin(const Entry& entry, Family family, std::uint64_t count,
                         ValueStart& start) {
  type_ = entry.type;
  expiring_hash_ = false;
  plain_fields_ = true;
  switch (entry.type) {
    case ObjectType::list:
      return lists_.begin(target_.list_type(), count, start);
    case ObjectType::set:
      return sets_.begin(target_.packs_sets(), count, start);
    case ObjectType::zset:
      return zsets_.begin(target_.compact(), target_.plain_zset_type(), count, start);
    case ObjectType::hash: {
      const bool may_expire = has_field_expiry(family, entry.type_byte);
      plain_fields_ = !may_expire;
      expiring_hash_ =
          may_expire && !drops_field_expiry_ && target_.field_expiry() != FieldExpiry::none;
      if (expiring_hash_) return expiring_.begin(target_.field_expiry(), count, start);
      // fields that have expired are not known beforehand
      return hashes_.begin(target_.compact(), may_expire ? kUnknownCount : count, start);
    }
    case ObjectType::stream:
      if (target_.stream_type() == 0) break;
      return streams_.begin(target_.stream_type(), target_.listpack_form(), start);
    default:
      break;
  }
  throw Unsupported("a " + std::string(name_of(entry.type)) + " cannot be built for " +
                    target_.name());
}

void ValueEncoder::add_expiring(const HashField& field) {
  if (expiring_hash_) return expiring_.add(field);
  if (!drops_field_expiry_) return hashes_.add(field);  // refuses one that has an expiry
  if (field.expire_ms != kNoExpiry && field.expire_ms <= now_ms_) {
    ++expired_fields_;
    return;
  }
  hashes_.add(HashField{{}, field.field, field.value});
}

bool ValueEncoder::end() {
  switch (type_) {
    case ObjectType::list:
      return lists_.end();
    case ObjectType::set:
      return sets_.end();
    case ObjectType::zset:
      return zsets_.end();
    case ObjectType::hash:
      return expiring_hash_ ? expiring_.end() : hashes_.end();
    default:
      streams_.end();
      return true;
  }
}

}  // namespace rdb
