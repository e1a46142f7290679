#include "librdb/memory/server_choice.h"

#include <algorithm>

namespace rdb {

Bytes name_of(ServerMatch match) {
  constexpr Bytes kNames[] = {"measured", "nearest", "guessed"};
  return kNames[static_cast<std::size_t>(match)];
}

std::string server_text(Bytes name, ServerMatch match) {
  constexpr const char* kMatch[] = {"", ", the nearest modelled", ", guessed from the format"};
  std::string text(name);
  std::replace(text.begin(), text.end(), ':', ' ');
  return text + kMatch[static_cast<std::size_t>(match)];
}

ChosenServer ServerChoice::of(const DumpServer& dump) const {
  const ServerName name = server.value_or(ServerName{dump.family(), dump.release()});
  const NearestProfile nearest = find_nearest_server_profile(name.family, name.release);
  const ServerMatch match = !server && !dump.is_named() ? ServerMatch::guessed
                            : nearest.is_checked        ? ServerMatch::measured
                                                        : ServerMatch::nearest;
  ChosenServer chosen{name, nearest.row, match};
  chosen.profile.allocator = Allocator(size_classes);
  config.apply(chosen.profile);
  return chosen;
}

std::string ServerChoice::description() const {
  std::string text = "same";
  if (server) {
    text = (server->family == Family::redis ? "redis:" : "valkey:") +
           std::to_string(server->release / 100) + "." + std::to_string(server->release % 100);
  }
  text += ", " + std::string(name_of(size_classes));
  const std::string settings = config.description();
  return settings.empty() ? text : text + ", " + settings;
}

}  // namespace rdb
