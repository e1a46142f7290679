#include "librdb/memory/dump_server.h"

#include <charconv>
#include <optional>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

// "7.0.15" is 700.
std::optional<std::uint16_t> release_in(Bytes version) {
  const char* const end = version.data() + version.size();
  unsigned major = 0;
  unsigned minor = 0;
  const auto first = std::from_chars(version.data(), end, major);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != '.') return {};
  const auto second = std::from_chars(first.ptr + 1, end, minor);
  if (second.ec != std::errc() || (second.ptr != end && *second.ptr != '.')) return {};
  if (major > 600 || minor > 99) return {};
  return static_cast<std::uint16_t>(major * 100 + minor);
}

// Of servers that write files of that version: the last one.
std::uint16_t release_of_version(Family family, std::uint32_t version) {
  if (family == Family::valkey) return 901;
  if (version < 10) return 602;
  return version == 10 ? 700 : version == 11 ? 702 : 800;
}

}  // namespace

void DumpServer::on(const Header& event) {
  family_ = event.family;
  release_ = release_of_version(event.family, event.version);
  is_named_ = false;
}

void DumpServer::on(const Aux& event) {
  const bool is_valkey = event.name == "valkey-ver";
  if (!is_valkey && event.name != "redis-ver") return;
  const std::optional<std::uint16_t> release = release_in(event.value);
  if (!release) return;
  family_ = is_valkey ? Family::valkey : Family::redis;
  release_ = *release;
  is_named_ = true;
}

ServerName parse_server_name(Bytes text) {
  const std::size_t colon = text.find(':');
  const Bytes family = text.substr(0, colon);
  const auto release = colon == Bytes::npos ? std::nullopt : release_in(text.substr(colon + 1));
  if ((family != "redis" && family != "valkey") || !release) {
    throw InvalidArgument("expected a server such as redis:7.0 or valkey:9.1, found \"" +
                          escaped(text) + '"');
  }
  return {family == "redis" ? Family::redis : Family::valkey, *release};
}

}  // namespace rdb
