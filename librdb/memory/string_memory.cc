#include "librdb/memory/string_memory.h"

#include "librdb/memory/object_memory.h"

namespace rdb {
namespace {

constexpr std::int64_t kSharedIntegers = 10000;  // server.h, OBJ_SHARED_INTEGERS
constexpr std::uint64_t kEmbeddedHeader = 3;     // always of the second smallest kind
constexpr std::uint64_t kFinalZero = 1;

bool is_shared(const ServerProfile& profile, std::int64_t value) {
  return profile.shares_integers && value >= 0 && value < kSharedIntegers;
}

// Where its object does not hold the key.
LoadedEncoding add_value(MemorySum& sum, const ServerProfile& profile, const StringMeasure& value) {
  const std::uint64_t object = profile.allocator.usable(profile.object);
  if (value.is_integer()) {
    const bool is_free = is_shared(profile, value.as_integer());
    sum.add("object", {profile.object, is_free ? 0 : object},
            [&] { return formula(profile.object, is_free ? ", shared by all keys" : ", C(16)"); });
    return LoadedEncoding::integer;
  }
  if (value.length() <= profile.longest_embedded) {
    const std::uint64_t needed = profile.object + kEmbeddedHeader + value.length() + kFinalZero;
    const std::uint64_t block = profile.allocator.usable(needed);
    sum.add("object with text",
            {profile.has_listpacks() ? block : profile.object + value.length() + 2, block},
            [&] { return formula("C(", needed, ")"); });
    return LoadedEncoding::embstr;
  }
  const std::uint64_t needed = profile.sds.bytes(value.length());
  const std::uint64_t text = profile.allocator.usable(needed);
  sum.add("object", {profile.object, object},
          [&] { return formula(profile.object, ", C(", profile.object, ")"); });
  sum.add("text", {text, text}, [&] { return formula("C(", needed, ")"); });
  return LoadedEncoding::raw;
}

// All in one block, or the text in another.
LoadedEncoding add_embedded(MemorySum& sum, const EmbeddedObjects& objects, const KeyMeasure& key,
                            const StringMeasure& value) {
  const std::uint64_t name = key.name.length();
  const EmbeddedString string = objects.string(name, key.has_expiry, value);
  const bool is_raw = string.encoding == LoadedEncoding::raw;
  sum.add(is_raw ? "object with name, text" : "object with name and value", string.memory, [&] {
    return formula(is_raw ? "" : "one block: ", "object, name of ", name,
                   key.has_expiry ? ", expiry" : "",
                   string.encoding == LoadedEncoding::integer
                       ? std::string()
                       : formula(is_raw ? "; block of a text of " : ", text of ", value.length()));
  });
  return string.encoding;
}

}  // namespace

KeyCost string_cost(const ServerProfile& profile, const KeyMeasure& key, const StringMeasure& value,
                    Explanation* explanation) {
  MemorySum sum(explanation);
  KeyCost cost;
  if (const auto form = embedded_form(profile.family, profile.release)) {
    cost.encoding = add_embedded(sum, EmbeddedObjects(*form, profile.allocator), key, value);
  } else {
    cost.encoding = add_value(sum, profile, value);
    add_key(sum, profile, key);
  }
  cost.memory = sum.total();
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
  const auto of_value = [&](const StringMeasure& value) {
    MemorySum sum;
    add_value(sum, profile, value);
    return sum.total().allocated;
  };
  integer_ = of_value(StringMeasure::integer(-1));
  shared_ = profile.shares_integers ? kSharedIntegers : 0;
  for (std::size_t i = 0; i < kShort; ++i) {
    keys_[i] = static_cast<std::uint16_t>(of_key(i, false));
    texts_[i] = static_cast<std::uint16_t>(of_value(StringMeasure::text(i)));
  }
}

}  // namespace rdb
