#include "librdb/report/dump_info.h"

#include "librdb/event/events.h"

namespace rdb {

std::optional<Bytes> DumpInfo::aux_value(Bytes name) const {
  for (const AuxInfo& field : aux) {
    if (field.name == name) return field.value;
  }
  return std::nullopt;
}

std::string DumpInfo::server() const {
  // Valkey writes its own field, also under the magic REDIS0011.
  if (const auto value = aux_value("valkey-ver")) return "valkey " + OwnedBytes(*value);
  if (const auto value = aux_value("redis-ver")) return "redis " + OwnedBytes(*value);
  return {};
}

std::optional<std::int64_t> DumpInfo::created_ms() const {
  const auto value = aux_value("ctime");
  return value ? milliseconds_of_ctime(*value) : std::nullopt;
}

std::uint64_t DumpInfo::keys() const {
  std::uint64_t sum = 0;
  for (const auto& [number, database] : databases) sum += database.keys;
  return sum;
}

std::string module_name(std::uint64_t id) {
  constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string name(9, ' ');
  id >>= 10;
  for (std::size_t i = name.size(); i > 0; --i, id >>= 6) name[i - 1] = kAlphabet[id & 63];
  return name;
}

Bytes function_library_name(Bytes source) {
  const Bytes line = source.substr(0, source.find('\n'));
  const std::size_t at = line.find("name=");
  if (!line.starts_with("#!") || at == Bytes::npos) return {};
  const Bytes rest = line.substr(at + 5);
  return rest.substr(0, rest.find_first_of(" \t\r"));
}

}  // namespace rdb
