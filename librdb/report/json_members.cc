#include "librdb/report/json_members.h"

#include "librdb/base/errors.h"
#include "librdb/base/json_string.h"

namespace rdb {

JsonMembers::JsonMembers(const rapidjson::Value& value, std::string name)
    : value_(value), name_(std::move(name)) {
  if (!value.IsObject()) fail("an object");
}

void JsonMembers::fail(const std::string& expected) const {
  throw CorruptInput(name_ + ": expected " + expected);
}

const rapidjson::Value& JsonMembers::member(const char* name) const {
  const auto found = value_.FindMember(name);
  if (found == value_.MemberEnd()) fail(std::string("a member \"") + name + '"');
  return found->value;
}

std::uint64_t JsonMembers::number(const char* name) const {
  const rapidjson::Value& value = member(name);
  if (!value.IsUint64()) fail(std::string("a whole number \"") + name + '"');
  return value.GetUint64();
}

std::uint64_t JsonMembers::number(const char* name, std::uint64_t most) const {
  const std::uint64_t value = number(name);
  if (value > most) {
    fail(std::string("a number \"") + name + "\" of at most " + std::to_string(most));
  }
  return value;
}

std::int64_t JsonMembers::signed_number(const char* name) const {
  const rapidjson::Value& value = member(name);
  if (!value.IsInt64()) fail(std::string("a whole number \"") + name + "\" of 64 bits");
  return value.GetInt64();
}

bool JsonMembers::boolean(const char* name) const {
  const rapidjson::Value& value = member(name);
  if (!value.IsBool()) fail(std::string("true or false as \"") + name + '"');
  return value.GetBool();
}

std::optional<OwnedBytes> JsonMembers::bytes_of(const rapidjson::Value& value) {
  if (value.IsString()) return OwnedBytes(value.GetString(), value.GetStringLength());
  if (!value.IsObject() || value.MemberCount() != 1) return std::nullopt;
  const auto found = value.FindMember("b64");
  if (found == value.MemberEnd() || !found->value.IsString()) return std::nullopt;
  return from_base64(Bytes(found->value.GetString(), found->value.GetStringLength()));
}

OwnedBytes JsonMembers::bytes(const char* name) const {
  std::optional<OwnedBytes> bytes = bytes_of(member(name));
  if (!bytes) fail(std::string("a string \"") + name + '"');
  return std::move(*bytes);
}

std::optional<std::int64_t> JsonMembers::optional_signed(const char* name) const {
  if (!has(name)) return std::nullopt;
  return signed_number(name);
}

std::optional<std::uint64_t> JsonMembers::optional_number(const char* name) const {
  if (!has(name)) return std::nullopt;
  return number(name);
}

const rapidjson::Value& JsonMembers::array(const char* name) const {
  const rapidjson::Value& value = member(name);
  if (!value.IsArray()) fail(std::string("an array \"") + name + '"');
  return value;
}

std::vector<std::uint64_t> JsonMembers::numbers(const char* name, std::size_t count) const {
  std::vector<std::uint64_t> numbers;
  for (const rapidjson::Value& value : array(name).GetArray()) {
    if (!value.IsUint64()) fail(std::string("whole numbers in \"") + name + '"');
    numbers.push_back(value.GetUint64());
  }
  if (numbers.size() != count) {
    fail(std::to_string(count) + " numbers in \"" + name + '"');
  }
  return numbers;
}

}  // namespace rdb
