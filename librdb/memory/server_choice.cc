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

}  // namespace rdb
