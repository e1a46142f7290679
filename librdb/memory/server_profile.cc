#include "librdb/memory/server_profile.h"

#include "librdb/base/errors.h"

namespace rdb {
namespace {

constexpr SdsLimits kValkeySds = sds_limits(Family::valkey, 800);

// Sizes of structures: server.h, object.h, dict.h, hashtable.c, quicklist.h, stream.h, sds.h of
// that release; used_memory_startup was measured with the default configuration.
constexpr ServerProfile kProfiles[] = {
    {.family = Family::redis,
     .release = 602,
     .dict = 96,
     .quicklist_node = 32,
     .stream = 40,
     .stream_group = 32,
     .stream_consumer = 24,
     .used_memory_startup = 812'112},
    {.family = Family::redis,
     .release = 700,
     .stream_consumer = 24,
     .used_memory_startup = 876'400},
    {.family = Family::redis, .release = 702, .used_memory_startup = 866'152},
    {.family = Family::redis, .release = 704, .used_memory_startup = 946'500},
    {.family = Family::redis, .release = 800, .used_memory_startup = 670'920},
    {.family = Family::valkey, .release = 702, .used_memory_startup = 880'776},
    {.family = Family::valkey,
     .release = 800,
     .sds = kValkeySds,
     .names = NamePlace::table_entry,
     .used_memory_startup = 929'464},
    {.family = Family::valkey,
     .release = 801,
     .sds = kValkeySds,
     .names = NamePlace::object,
     .hashtable = 72,
     .shares_integers = false,
     .used_memory_startup = 892'300},
    {.family = Family::valkey,
     .release = 901,
     .sds = kValkeySds,
     .names = NamePlace::object,
     .longest_embedded = 116,
     .hashtable = 80,
     .hash_metadata = 8,
     .shares_integers = false,
     .used_memory_startup = 922'144},
};

}  // namespace

std::span<const ServerProfile> server_profiles() { return kProfiles; }

std::string name_of(const ServerProfile& profile) {
  return (profile.family == Family::redis ? "redis:" : "valkey:") +
         std::to_string(profile.release / 100) + "." + std::to_string(profile.release % 100);
}

const ServerProfile* find_server_profile(Family family, std::uint16_t release) {
  for (const ServerProfile& profile : kProfiles) {
    if (profile.family == family && profile.release == release) return &profile;
  }
  return nullptr;
}

NearestProfile find_nearest_server_profile(Family family, std::uint16_t release) {
  const ServerProfile* nearest = nullptr;
  for (const ServerProfile& profile : kProfiles) {
    if (profile.family != family) continue;
    if (nearest == nullptr || profile.release <= release) nearest = &profile;
  }
  return {*nearest, nearest->release == release};
}

ServerProfile server_profile(Family family, std::uint16_t release) {
  if (const ServerProfile* found = find_server_profile(family, release)) return *found;
  std::string known;
  for (const ServerProfile& profile : kProfiles) {
    known.append(known.empty() ? "" : ", ").append(name_of(profile));
  }
  const ServerProfile asked{.family = family, .release = release};
  throw Unsupported("the memory of " + name_of(asked) + " is not modelled; that of " + known +
                    " is");
}

}  // namespace rdb
