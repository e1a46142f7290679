#include "librdb/key/key_template.h"

#include <array>
#include <cassert>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

constexpr std::size_t kLost = ~std::size_t{0};

OwnedBytes placeholder(Bytes name) { return '{' + OwnedBytes(name) + '}'; }

// Where `{name}` stands as a placeholder: behind an even number of braces, since `{{` is a literal.
std::size_t place_of(Bytes name, Bytes text) {
  const OwnedBytes wanted = placeholder(name);
  std::size_t at = text.find(wanted);
  for (; at != Bytes::npos; at = text.find(wanted, at + 1)) {
    std::size_t braces = 0;
    while (braces < at && text[at - braces - 1] == '{') ++braces;
    if (braces % 2 == 0) break;
  }
  return at;
}

[[noreturn]] void refuse_brace(Bytes name) {
  throw InvalidArgument("the separator next to {" + OwnedBytes(name) +
                        "} is a brace of a hash tag: say with --key-template how the new key is "
                        "built");
}

}  // namespace

KeyTemplate::KeyTemplate(KeyPattern shape, const KeyPattern& pattern, std::size_t field)
    : shape_(std::move(shape)),
      old_literals_(pattern.literals().begin(), pattern.literals().end()),
      shape_parts_(pattern.names().size(), kLost),
      ends_field_(pattern.excluded(field)),
      field_(field) {
  for (std::size_t i = 0; i < shape_.names().size(); ++i) {
    const std::size_t part = pattern.index_of(shape_.names()[i]).value();
    parts_.push_back(part);
    shape_parts_[part] = i;
    const auto ends_it = shape_.excluded(i);
    const auto ended_it = pattern.excluded(part);
    if (ends_it && ended_it != ends_it) guards_.push_back({part, *ends_it});
    if (ended_it && ended_it != ends_it) origins_.push_back({i, *ended_it});
  }
  for (std::size_t i = 0; i < shape_parts_.size(); ++i) {
    if (i != field && shape_parts_[i] == kLost) reversible_ = false;
  }
}

KeyTemplate KeyTemplate::without_field(const KeyPattern& pattern, std::size_t field) {
  assert(field < pattern.names().size());
  std::vector<OwnedBytes> literals(pattern.literals().begin(), pattern.literals().end());
  OwnedBytes& before = literals[field];
  OwnedBytes& after = literals[field + 1];
  const bool takes_before = after.empty();
  const char separator = takes_before ? (before.empty() ? '\0' : before.back()) : after.front();
  if (separator == '{' || separator == '}') refuse_brace(pattern.names()[field]);
  if (!after.empty()) {
    after.erase(0, 1);
  } else if (!before.empty()) {
    before.pop_back();
  }
  OwnedBytes text;
  for (std::size_t i = 0; i < literals.size(); ++i) {
    text += escaped_literal(literals[i]);
    if (i < pattern.names().size() && i != field) text += placeholder(pattern.names()[i]);
  }
  if (text.empty()) {
    throw InvalidArgument("without {" + pattern.names()[field] +
                          "} nothing is left of the key: say with --key-template what the new key "
                          "is");
  }
  KeyTemplate result(KeyPattern::compile(text), pattern, field);
  result.cut_ = true;
  result.cut_before_ = takes_before ? 1 : 0;
  return result;
}

KeyTemplate KeyTemplate::compile(Bytes text, const KeyPattern& pattern, std::size_t field,
                                 bool lossy) {
  KeyPattern shape = KeyPattern::compile(text);
  for (const OwnedBytes& name : shape.names()) {
    const std::size_t at = place_of(name, text);
    const auto part = pattern.index_of(name);
    if (!part) {
      throw InvalidArgument("placeholder {" + name + "} is not in the pattern", at);
    }
    if (*part == field) {
      throw InvalidArgument("{" + name + "} is the field: it cannot be part of the new key", at);
    }
  }
  for (std::size_t i = 0; i < pattern.names().size() && !lossy; ++i) {
    if (i == field || shape.index_of(pattern.names()[i])) continue;
    throw InvalidArgument("the new key loses {" + pattern.names()[i] +
                              "}: keys that differ only there would fall together "
                              "(--lossy-key allows it)",
                          text.size());
  }
  if (text.empty()) throw InvalidArgument("the new key is empty", 0);
  return KeyTemplate(std::move(shape), pattern, field);
}

void KeyTemplate::render(std::span<const Bytes> parts, OwnedBytes& out) const {
  assert(can_render(parts));
  out += shape_.literals().front();
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    out += parts[parts_[i]];
    out += shape_.literals()[i + 1];
  }
}

bool KeyTemplate::recognises(Bytes key, std::span<Bytes> parts) const {
  if (!shape_.match(key, parts)) return false;
  for (const Guard& origin : origins_) {
    if (parts[origin.part].find(origin.byte) != Bytes::npos) return false;
  }
  return true;
}

// Calls `use` with room for the parts of a new key.
template <typename Use>
bool with_parts(std::size_t count, Use use) {
  constexpr std::size_t kFew = 32;
  if (count <= kFew) {
    std::array<Bytes, kFew> parts;
    return use(std::span<Bytes>(parts));
  }
  std::vector<Bytes> parts(count);
  return use(std::span<Bytes>(parts));
}

bool KeyTemplate::recognises(Bytes key) const {
  return with_parts(parts_.size(), [&](std::span<Bytes> parts) { return recognises(key, parts); });
}

bool KeyTemplate::restore_around(Bytes new_key, OwnedBytes& before, OwnedBytes& behind) const {
  assert(reversible_);
  return with_parts(parts_.size(), [&](std::span<Bytes> parts) {
    if (!recognises(new_key, parts)) return false;
    before += old_literals_.front();
    for (std::size_t i = 0; i < shape_parts_.size(); ++i) {
      OwnedBytes& out = i < field_ ? before : behind;
      if (i != field_) out += parts[shape_parts_[i]];
      out += old_literals_[i + 1];
    }
    return true;
  });
}

bool KeyTemplate::restore(Bytes new_key, Bytes field, OwnedBytes& out) const {
  OwnedBytes behind;
  if (!allows_field(field) || !restore_around(new_key, out, behind)) return false;
  out += field;
  out += behind;
  return true;
}

}  // namespace rdb
