#include "librdb/memory/server_profile.h"

#include <string>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

// Sizes of structures: object.h, dict.h, sds.h of that release; used_memory_startup was measured.
constexpr ServerProfile kProfiles[] = {
    {.family = Family::redis,
     .release = 700,
     .object = 16,
     .dict_entry = 24,
     .dict = 56,
     .longest_embedded = 44,
     .used_memory_startup = 876'400},
};

std::string name_of(const ServerProfile& profile) {
  return (profile.family == Family::redis ? "redis:" : "valkey:") +
         std::to_string(profile.release / 100) + "." + std::to_string(profile.release % 100);
}

}  // namespace

std::span<const ServerProfile> server_profiles() { return kProfiles; }

const ServerProfile* find_server_profile(Family family, std::uint16_t release) {
  for (const ServerProfile& profile : kProfiles) {
    if (profile.family == family && profile.release == release) return &profile;
  }
  return nullptr;
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
