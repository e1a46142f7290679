#include "librdb/memory/server_choice.h"

namespace rdb {

ChosenServer ServerChoice::of(const DumpServer& dump) const {
  const ServerName name = server.value_or(ServerName{dump.family(), dump.release()});
  const NearestProfile nearest = find_nearest_server_profile(name.family, name.release);
  ChosenServer chosen{name, nearest.row, nearest.is_checked && (server || dump.is_named())};
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
