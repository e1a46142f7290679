#include "librdb/write/target.h"

#include "librdb/base/errors.h"
#include "librdb/format/opcodes.h"
#include "librdb/format/type_table.h"

namespace rdb {
namespace {

struct KnownServer {
  Bytes name;
  Family family;
  std::uint16_t release;
  Family magic;
  std::uint32_t version;  ///< the newest every patch release of it loads
  Bytes aux_name;
  Bytes aux_value;
};

// Valkey wrote its own magic from 9.0 on, its own AUX name from 8.0 on. REDIS0012 is refused by
// every Valkey.
constexpr KnownServer kServers[] = {
    {"redis:6.2", Family::redis, 602, Family::redis, 9, "redis-ver", "6.2.0"},
    {"redis:7.0", Family::redis, 700, Family::redis, 10, "redis-ver", "7.0.0"},
    {"redis:7.2", Family::redis, 702, Family::redis, 11, "redis-ver", "7.2.0"},
    {"redis:7.4", Family::redis, 704, Family::redis, 12, "redis-ver", "7.4.0"},
    {"redis:8.0", Family::redis, 800, Family::redis, 12, "redis-ver", "8.0.0"},
    {"valkey:7.2", Family::valkey, 702, Family::redis, 11, "redis-ver", "7.2.4"},
    {"valkey:8.0", Family::valkey, 800, Family::redis, 11, "valkey-ver", "8.0.0"},
    {"valkey:8.1", Family::valkey, 801, Family::redis, 11, "valkey-ver", "8.1.0"},
    {"valkey:9.0", Family::valkey, 900, Family::valkey, kValkeyVersion, "valkey-ver", "9.0.0"},
    {"valkey:9.1", Family::valkey, 901, Family::valkey, kValkeyVersion, "valkey-ver", "9.1.0"},
};

// What `compatible` stands for: the oldest server of each family that must take the output.
constexpr std::uint16_t kOldestRedis = 602;
constexpr std::uint16_t kOldestValkey = 702;
constexpr std::uint32_t kCompatibleVersion = 9;

const KnownServer* find_server(Family family, std::uint16_t release) {
  for (const KnownServer& server : kServers) {
    if (server.family == family && server.release == release) return &server;
  }
  return nullptr;
}

bool reaches(std::uint16_t release, std::uint16_t since) { return since != 0 && release >= since; }

}  // namespace

TargetServer parse_target(Bytes text) {
  if (text == "same") return {};
  if (text == "compatible") return {Family::redis, kOldestRedis, false, true};
  for (const KnownServer& server : kServers) {
    if (server.name == text) return {server.family, server.release, false, false};
  }
  std::string reason = "unknown target \"" + escaped(text) + "\"; known are same, compatible";
  for (const KnownServer& server : kServers) reason.append(", ").append(server.name);
  throw InvalidArgument(reason, 0);
}

std::string name_of(const TargetServer& target) {
  if (target.same) return "same";
  if (target.compatible) return "compatible";
  const KnownServer* server = find_server(target.family, target.release);
  return server != nullptr ? std::string(server->name) : "unknown";
}

TargetFormat::TargetFormat(const TargetServer& target, Family family, std::uint32_t version)
    : family_(family),
      version_(version),
      release_(target.release),
      same_(target.same),
      compatible_(target.compatible) {
  if (same_) return;
  family_ = target.family;
  version_ = kCompatibleVersion;
  if (compatible_) return;
  const KnownServer* server = find_server(target.family, target.release);
  if (server == nullptr) throw InvalidArgument("unknown target release", 0);
  version_ = server->version;
}

std::string TargetFormat::magic() const {
  const KnownServer* server = same_ || compatible_ ? nullptr : find_server(family_, release_);
  const Family letters = server != nullptr ? server->magic : family_;
  std::string text(name_of(letters));
  std::string digits = std::to_string(version_);
  while (text.size() + digits.size() < kMagicBytes) digits.insert(digits.begin(), '0');
  return text + digits;
}

Bytes TargetFormat::version_aux_name() const {
  if (same_) return {};
  if (compatible_) return "redis-ver";
  return find_server(family_, release_)->aux_name;
}

std::string TargetFormat::version_aux_value() const {
  if (same_) return {};
  if (compatible_) return "6.2.0";
  return std::string(find_server(family_, release_)->aux_value);
}

// Valkey takes what Redis 7.2 wrote, and from 9.0 on its own.
bool TargetFormat::loads_version(Family family, std::uint32_t version) const {
  constexpr std::uint32_t kNewestShared = 11;
  if (same_) return true;
  if (family == Family::valkey) return version_ == kValkeyVersion;
  if (version_ == kValkeyVersion) return version <= kNewestShared;
  return version <= version_;
}

bool TargetFormat::loads(Family family, std::uint8_t type_byte) const {
  if (same_) return true;
  const TypeInfo& info = type_info(family, type_byte);
  if (compatible_) {
    return reaches(kOldestRedis, info.redis_since) && reaches(kOldestValkey, info.valkey_since);
  }
  return reaches(release_, family_ == Family::redis ? info.redis_since : info.valkey_since);
}

bool TargetFormat::loads_pre_release_functions() const {
  if (same_) return true;
  return !compatible_ && family_ == Family::redis && release_ == 700;
}

Compact TargetFormat::compact() const {
  if (version_ >= 10) return Compact::listpack;
  // Type 13 came with RDB 4; before it small hashes were zipmaps, which nobody need write again.
  return version_ >= 4 ? Compact::ziplist : Compact::none;
}

std::uint8_t TargetFormat::list_type() const {
  if (version_ >= 10) return type_byte::kListQuicklist2;
  return version_ >= 7 ? type_byte::kListQuicklist : type_byte::kList;
}

std::uint8_t TargetFormat::plain_zset_type() const {
  return version_ >= 8 ? type_byte::kZset2 : type_byte::kZset;
}

std::uint8_t TargetFormat::stream_type() const {
  if (version_ >= 11) return type_byte::kStream3;
  if (version_ == 10) return type_byte::kStream2;
  return version_ == 9 ? type_byte::kStream : std::uint8_t{0};
}

FieldExpiry TargetFormat::field_expiry() const {
  if (version_ == kValkeyVersion) return FieldExpiry::valkey;
  return family_ == Family::redis && version_ >= 12 ? FieldExpiry::redis : FieldExpiry::none;
}

ListpackForm TargetFormat::listpack_form() const {
  if (compatible_) return ListpackForm::unknown;
  return version_ == kValkeyVersion ? ListpackForm::short_backlen : ListpackForm::long_backlen;
}

std::string TargetFormat::name() const {
  if (same_) return "the input's own version (" + magic() + ")";
  if (compatible_) return "compatible (redis:6.2 and later, valkey:7.2 and later)";
  return std::string(find_server(family_, release_)->name);
}

}  // namespace rdb
