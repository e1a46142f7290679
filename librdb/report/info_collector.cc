#include "librdb/report/info_collector.h"

#include <algorithm>

#include "librdb/base/endian.h"

namespace rdb {

DatabaseInfo& InfoCollector::database(std::uint32_t number) {
  if (database_ == nullptr || database_number_ != number) {
    database_ = &info_.databases[number];
    database_number_ = number;
  }
  return *database_;
}

Interests InfoCollector::enter(const Entry& entry) {
  DatabaseInfo& database_of_key = database(entry.db);
  ++database_of_key.keys;
  if (entry.attributes.has_expiry()) ++database_of_key.expires;
  ++database_of_key.keys_by_type[static_cast<std::size_t>(entry.type)];
  return entry.type == ObjectType::module ? Interests(Interest::raw) : kSkip;
}

void InfoCollector::on(const Header& event) {
  info_.family = event.family;
  info_.version = event.version;
}

void InfoCollector::on(const Aux& event) {
  if (event.name == "slot-info") {  // one per slot on a Valkey cluster
    ++info_.slots;
  } else if (info_.aux.size() < DumpInfo::kMaxListed) {
    info_.aux.push_back({OwnedBytes(event.name.substr(0, DumpInfo::kAuxValueShown)),
                         OwnedBytes(event.value.substr(0, DumpInfo::kAuxValueShown))});
  } else {
    ++info_.aux_not_listed;
  }
}

void InfoCollector::on(const SelectDb& event) { database(event.db); }

void InfoCollector::on(const ResizeDb& event) {
  // Without a SELECTDB before it it speaks of database 0.
  DatabaseInfo& stated = database(database_ == nullptr ? 0 : database_number_);
  stated.stated_keys = event.keys;
  stated.stated_expires = event.expires;
}

void InfoCollector::on(const SlotInfo&) { ++info_.slots; }
void InfoCollector::on(const SlotImport&) { ++info_.slot_imports; }

void InfoCollector::on(const Function& event) {
  if (info_.functions.size() == DumpInfo::kMaxListed) {
    ++info_.functions_not_listed;
    return;
  }
  const Bytes name = event.pre_release ? event.name : function_library_name(event.library);
  info_.functions.emplace_back(name.substr(0, DumpInfo::kAuxValueShown));
}

void InfoCollector::on(const ModuleAux& event) { add_module(event.module_id); }

// A module's value opens with its id: as a length of 64 bits, which no smaller one could be.
void InfoCollector::on(const RawValue& event) {
  constexpr std::size_t kIdBytes = 9;
  constexpr char kLength64 = static_cast<char>(0x81);
  const Bytes first = event.body.is_whole() ? event.body.as_view() : event.body.parts().next();
  if (first.size() < kIdBytes || first[0] != kLength64) return;
  add_module(load_be<std::uint64_t>(first.data() + 1));
}

void InfoCollector::add_module(std::uint64_t id) {
  std::string name = module_name(id);
  const auto& modules = info_.modules;
  const bool known = std::find(modules.begin(), modules.end(), name) != modules.end();
  if (!known && modules.size() < DumpInfo::kMaxListed) info_.modules.push_back(std::move(name));
}

void InfoCollector::on(const Finish& event) {
  info_.finished = true;
  info_.has_checksum = event.has_checksum;
  info_.checksum = event.checksum;
  info_.checksum_verified =
      event.has_checksum && event.checksum != 0 && event.checksum == event.computed;
  info_.dump_bytes = event.end_offset;
}

}  // namespace rdb
