#include "librdb/memory/server_config.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <vector>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

enum class Kind : std::uint8_t { count, bytes, node_size, policy };

struct Setting {
  Bytes name;
  Bytes old_name;  // before Redis 7.0, or empty
  Kind kind;
  std::uint64_t ServerProfile::*member;  // null for those that need more than a number
};

constexpr Setting kSettings[] = {
    {"hash-max-listpack-entries", "hash-max-ziplist-entries", Kind::count,
     &ServerProfile::hash_max_listpack_entries},
    {"hash-max-listpack-value", "hash-max-ziplist-value", Kind::bytes,
     &ServerProfile::hash_max_listpack_value},
    {"zset-max-listpack-entries", "zset-max-ziplist-entries", Kind::count,
     &ServerProfile::zset_max_listpack_entries},
    {"zset-max-listpack-value", "zset-max-ziplist-value", Kind::bytes,
     &ServerProfile::zset_max_listpack_value},
    {"set-max-intset-entries", "", Kind::count, &ServerProfile::set_max_intset_entries},
    {"set-max-listpack-entries", "", Kind::count, &ServerProfile::set_max_listpack_entries},
    {"set-max-listpack-value", "", Kind::bytes, &ServerProfile::set_max_listpack_value},
    {"list-max-listpack-size", "list-max-ziplist-size", Kind::node_size, nullptr},
    {"maxmemory", "", Kind::bytes, nullptr},
    {"maxmemory-policy", "", Kind::policy, nullptr},
};

constexpr Bytes kPolicies[] = {"noeviction",  "allkeys-random", "volatile-random", "volatile-ttl",
                               "allkeys-lru", "volatile-lru",   "allkeys-lfu",     "volatile-lfu"};
constexpr std::int64_t kFirstThatNeedsAClock = 4;  // of those: each object has its own time

OwnedBytes lower(Bytes text) {
  OwnedBytes result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

const Setting* find_setting(Bytes name) {
  const OwnedBytes wanted = lower(name);
  for (const Setting& setting : kSettings) {
    if (wanted == setting.name || (!setting.old_name.empty() && wanted == setting.old_name)) {
      return &setting;
    }
  }
  return nullptr;
}

// A number, and what stands behind it.
std::optional<std::int64_t> leading_number(Bytes text, Bytes& behind) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  if (result.ec != std::errc()) return {};
  behind = {result.ptr, static_cast<std::size_t>(end - result.ptr)};
  return value;
}

// As util.c memtoull: k is 1000, kb is 1024.
std::optional<std::int64_t> bytes_in(Bytes text) {
  Bytes unit;
  const std::optional<std::int64_t> number = leading_number(text, unit);
  if (!number || *number < 0) return {};
  const OwnedBytes name = lower(unit);
  constexpr std::pair<Bytes, std::int64_t> kUnits[] = {{"", 1},
                                                       {"b", 1},
                                                       {"k", 1000},
                                                       {"kb", 1024},
                                                       {"m", 1'000'000},
                                                       {"mb", 1024 * 1024},
                                                       {"g", 1'000'000'000},
                                                       {"gb", 1024 * 1024 * 1024}};
  for (const auto& [spelling, factor] : kUnits) {
    if (name != spelling) continue;
    if (*number > std::numeric_limits<std::int64_t>::max() / factor) return {};
    return *number * factor;
  }
  return {};
}

std::optional<std::int64_t> value_in(Kind kind, Bytes text) {
  switch (kind) {
    case Kind::bytes:
      return bytes_in(text);
    case Kind::policy: {
      const auto* const found = std::find(std::begin(kPolicies), std::end(kPolicies), lower(text));
      if (found == std::end(kPolicies)) return {};
      return found - std::begin(kPolicies);
    }
    case Kind::count:
    case Kind::node_size:
      break;
  }
  Bytes behind;
  const std::optional<std::int64_t> number = leading_number(text, behind);
  if (!number || !behind.empty() || (kind == Kind::count && *number < 0)) return {};
  return number;
}

const char* form_of(Kind kind) {
  switch (kind) {
    case Kind::bytes:
      return "a size such as 64 or 4gb";
    case Kind::policy:
      return "a policy such as allkeys-lru";
    case Kind::node_size:
      return "a number, or -1 to -5";
    case Kind::count:
      break;
  }
  return "a number";
}

constexpr Bytes kSpaces = " \t\r\v\f";

// The next word of a line, without its quotes; false at the end.
bool next_word(Bytes& line, OwnedBytes& word) {
  const std::size_t start = line.find_first_not_of(kSpaces);
  word.clear();
  if (start == Bytes::npos) return false;
  char quote = 0;
  std::size_t at = start;
  for (; at < line.size(); ++at) {
    const char c = line[at];
    if (quote != 0) {
      if (c == quote) {
        quote = 0;
      } else {
        word += c;
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (kSpaces.find(c) != Bytes::npos) {
      break;
    } else {
      word += c;
    }
  }
  line.remove_prefix(at);
  return true;
}

}  // namespace

std::string ServerConfig::known() {
  std::string names;
  for (const Setting& setting : kSettings) {
    names.append(names.empty() ? "" : ", ").append(setting.name);
  }
  return names;
}

void ServerConfig::set(Bytes name, Bytes value) {
  const Setting* const setting = find_setting(name);
  if (setting == nullptr) {
    throw InvalidArgument("the setting \"" + escaped(name) + "\" is not known; known are " +
                          known());
  }
  const std::optional<std::int64_t> number = value_in(setting->kind, value);
  if (!number) {
    throw InvalidArgument(std::string(setting->name) + ": expected " + form_of(setting->kind) +
                          ", found \"" + escaped(value) + '"');
  }
  values_[OwnedBytes(setting->name)] = *number;
}

std::string ServerConfig::description() const {
  std::string text;
  for (const auto& [name, value] : values_) {
    text.append(text.empty() ? "" : ", ").append(name).append(" ").append(std::to_string(value));
  }
  return text;
}

void ServerConfig::read(Bytes text) {
  OwnedBytes name;
  OwnedBytes value;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    Bytes line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!next_word(line, name) || find_setting(name) == nullptr) continue;
    next_word(line, value);
    try {
      set(name, value);
    } catch (const InvalidArgument& error) {
      throw InvalidArgument("line " + std::to_string(number) + ": " + error.what());
    }
  }
}

void ServerConfig::apply(ServerProfile& profile) const {
  for (const Setting& setting : kSettings) {
    const auto found = values_.find(OwnedBytes(setting.name));
    if (setting.member == nullptr || found == values_.end()) continue;
    profile.*setting.member = static_cast<std::uint64_t>(found->second);
  }
  if (const auto found = values_.find("list-max-listpack-size"); found != values_.end()) {
    profile.list_max_listpack_size = found->second;
  }
  const auto most = values_.find("maxmemory");
  const auto policy = values_.find("maxmemory-policy");
  if (most != values_.end() && most->second > 0 && policy != values_.end() &&
      policy->second >= kFirstThatNeedsAClock) {
    profile.shares_integers = false;
  }
}

}  // namespace rdb
