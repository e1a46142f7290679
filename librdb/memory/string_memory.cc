#include "librdb/memory/string_memory.h"

#include "librdb/memory/embedded_object.h"

namespace rdb {
namespace {

constexpr std::int64_t kSharedIntegers = 10000;  // server.h, OBJ_SHARED_INTEGERS
constexpr std::uint64_t kEmbeddedHeader = 3;     // always of the second smallest kind
constexpr std::uint64_t kFinalZero = 1;

bool is_shared(const ServerProfile& profile, std::int64_t value) {
  return profile.shares_integers && value >= 0 && value < kSharedIntegers;
}

// Where its object does not hold the key.
KeyCost value_cost(const ServerProfile& profile, const StringMeasure& value) {
  const std::uint64_t object = profile.allocator.usable(profile.object);
  KeyCost cost;
  if (value.is_integer()) {
    cost.encoding = LoadedEncoding::integer;
    cost.memory = {profile.object, is_shared(profile, value.as_integer()) ? 0 : object};
  } else if (value.length() <= profile.longest_embedded) {
    const std::uint64_t block =
        profile.allocator.usable(profile.object + kEmbeddedHeader + value.length() + kFinalZero);
    cost.encoding = LoadedEncoding::embstr;
    cost.memory = {profile.has_listpacks() ? block : profile.object + value.length() + 2, block};
  } else {
    const std::uint64_t text = profile.sds_bytes(value.length());
    cost.encoding = LoadedEncoding::raw;
    cost.memory = {profile.object + text, object + text};
  }
  return cost;
}

}  // namespace

KeyCost string_cost(const ServerProfile& profile, const KeyMeasure& key,
                    const StringMeasure& value) {
  if (const auto form = embedded_form(profile.family, profile.release)) {
    const EmbeddedString string =
        EmbeddedObjects(*form, profile.allocator).string(key.name.length(), key.has_expiry, value);
    KeyCost cost;
    cost.encoding = string.encoding;
    cost.memory = string.memory;
    return cost;
  }
  KeyCost cost = value_cost(profile, value);
  cost.memory += key_memory(profile, key);
  return cost;
}

Memory string_memory(const ServerProfile& profile, const KeyMeasure& key,
                     const StringMeasure& value) {
  return string_cost(profile, key, value).memory;
}

StringCosts::StringCosts(const ServerProfile& profile) : profile_(profile) {
  if (profile.names == NamePlace::object) {
    short_keys_ = 0;
    return;
  }
  const auto of_key = [&](std::size_t length, bool has_expiry) {
    return key_memory(profile, {StringMeasure::text(length), has_expiry}).allocated;
  };
  expiry_ = of_key(0, true) - of_key(0, false);
  integer_ = value_cost(profile, StringMeasure::integer(-1)).memory.allocated;
  shared_ = profile.shares_integers ? kSharedIntegers : 0;
  for (std::size_t i = 0; i < kShort; ++i) {
    keys_[i] = static_cast<std::uint16_t>(of_key(i, false));
    texts_[i] =
        static_cast<std::uint16_t>(value_cost(profile, StringMeasure::text(i)).memory.allocated);
  }
}

}  // namespace rdb
