// Members of a JSON object that came from outside: typed, checked, no defaults unless asked for.
//
//   JsonMembers row(value, "shape");
//   tally.keys = row.number("keys");          // CorruptInput: shape: expected a whole number
//   "keys"
#pragma once
#include <rapidjson/document.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "librdb/base/bytes.h"

namespace rdb {

/// A view: the value must outlive it. Everything throws `CorruptInput` for a member that is missing
/// or of another kind.
class JsonMembers {
 public:
  JsonMembers(const rapidjson::Value& value, std::string name);

  bool has(const char* member) const { return value_.HasMember(member); }
  std::uint64_t number(const char* member) const;
  /// At most `most`.
  std::uint64_t number(const char* member, std::uint64_t most) const;
  std::int64_t signed_number(const char* member) const;
  bool boolean(const char* member) const;
  /// A string, or {"b64": "…"}: bytes as JsonText writes them.
  OwnedBytes bytes(const char* member) const;
  /// None if there is no such member.
  std::optional<std::int64_t> optional_signed(const char* member) const;
  std::optional<std::uint64_t> optional_number(const char* member) const;
  /// Exactly `count` whole numbers.
  std::vector<std::uint64_t> numbers(const char* member, std::size_t count) const;
  /// An array, of anything.
  const rapidjson::Value& array(const char* member) const;

  /// Throws `CorruptInput`: "shape: expected …".
  [[noreturn]] void fail(const std::string& expected) const;
  /// The bytes of a value as JsonText writes them, or none.
  static std::optional<OwnedBytes> bytes_of(const rapidjson::Value& value);

 private:
  const rapidjson::Value& member(const char* name) const;

  const rapidjson::Value& value_;
  std::string name_;
};

}  // namespace rdb
