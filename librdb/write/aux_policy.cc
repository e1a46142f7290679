#include "librdb/write/aux_policy.h"

#include <algorithm>

namespace rdb {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(Bytes name, Bytes known) {
  return std::equal(name.begin(), name.end(), known.begin(), known.end(),
                    [](char a, char b) { return lower(a) == b; });
}

bool has_prefix(Bytes name, Bytes prefix) {
  return name.size() >= prefix.size() && same_name(name.substr(0, prefix.size()), prefix);
}

constexpr Bytes kDroppedPrefixes[] = {"repl-", "aof-"};
constexpr Bytes kDropped[] = {"used-mem", "lua", "slot-info", "cluster-slot-states"};

}  // namespace

bool keeps_aux(Bytes name) {
  for (const Bytes prefix : kDroppedPrefixes) {
    if (has_prefix(name, prefix)) return false;
  }
  for (const Bytes dropped : kDropped) {
    if (same_name(name, dropped)) return false;
  }
  return true;
}

bool is_version_aux(Bytes name) {
  return same_name(name, "redis-ver") || same_name(name, "valkey-ver");
}

}  // namespace rdb
