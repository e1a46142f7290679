#include "librdb/report/info_text.h"

#include "librdb/base/errors.h"
#include "librdb/report/json_text.h"
#include "librdb/report/quantity_text.h"

namespace rdb {
namespace {

std::string version_text(const DumpInfo& info) {
  std::string digits = std::to_string(info.version);
  const std::size_t width = info.family == Family::redis ? 4 : 3;
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return std::string(name_of(info.family)) + digits;
}

std::string checksum_text(const DumpInfo& info) {
  if (!info.has_checksum) return "none in this version";
  if (info.checksum == 0) return "not stored: the dump is not protected";
  return info.checksum_verified ? "stored, verified" : "stored, not verified";
}

void line(std::string& out, const std::string& label, const std::string& value) {
  out += label;
  out.append(label.size() < 14 ? 14 - label.size() : 1, ' ');
  out += value + "\n";
}

std::string plural(std::uint64_t count, const std::string& noun) {
  return thousands(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string stated_text(const DatabaseInfo& database) {
  if (!database.stated_keys) return "number of keys not stated";
  return plural(*database.stated_keys, "key") + ", " +
         thousands(database.stated_expires.value_or(0)) + " expiring (stated)";
}

void add_databases(std::string& out, const DumpInfo& info, const InfoTextOptions& options) {
  if (info.databases.empty()) line(out, "databases", "none");
  for (const auto& [number, database] : info.databases) {
    line(out, "database " + std::to_string(number), stated_text(database));
    if (!options.counts) continue;
    line(out, "",
         plural(database.keys, "key") + ", " + thousands(database.expires) + " expiring (counted)");
    for (std::size_t type = 0; type < kObjectTypes; ++type) {
      const std::uint64_t keys = database.keys_by_type[type];
      if (keys == 0) continue;
      line(out, "",
           "  " + std::string(name_of(static_cast<ObjectType>(type))) + " " + thousands(keys));
    }
  }
}

}  // namespace

std::string render_info_text(const DumpInfo& info, const InfoTextOptions& options) {
  std::string out;
  line(out, "file", escaped(info.file, 4096));
  line(out, "format", version_text(info));
  const std::string server = info.server();
  line(out, "server", server.empty() ? "not stated" : escaped(server));
  if (const auto created = info.created_ms()) {
    std::string text = utc_text(*created);
    if (options.now_ms) text += " (" + duration_text(*options.now_ms - *created) + " old)";
    line(out, "created", text);
  } else {
    line(out, "created", "not stated");
  }
  line(out, "dump bytes", thousands(info.dump_bytes) + " (" + iec_bytes(info.dump_bytes) + ")");
  line(out, "checksum", checksum_text(info));
  add_databases(out, info, options);
  for (const OwnedBytes& name : info.functions) line(out, "function", escaped(name));
  if (info.functions_not_listed != 0) {
    line(out, "function", "and " + thousands(info.functions_not_listed) + " more");
  }
  for (const std::string& name : info.modules) line(out, "module", name);
  if (info.slots != 0) line(out, "slots", thousands(info.slots));
  if (info.slot_imports != 0) line(out, "slot imports", thousands(info.slot_imports));
  for (const AuxInfo& field : info.aux) {
    line(out, "aux", escaped(field.name) + " = " + escaped(field.value));
  }
  if (info.aux_not_listed != 0) {
    line(out, "aux", "and " + thousands(info.aux_not_listed) + " more");
  }
  return out;
}

namespace {

void add_databases(JsonText& json, const DumpInfo& info, bool counts) {
  json.name("databases");
  json.begin_array();
  for (const auto& [number, database] : info.databases) {
    json.begin_object();
    json.field("db", number);
    if (database.stated_keys) {
      json.field("stated_keys", *database.stated_keys);
      json.field("stated_expires", database.stated_expires.value_or(0));
    }
    if (counts) {
      json.field("keys", database.keys);
      json.field("expires", database.expires);
      json.name("keys_by_type");
      json.begin_object();
      for (std::size_t type = 0; type < kObjectTypes; ++type) {
        if (database.keys_by_type[type] == 0) continue;
        json.field(name_of(static_cast<ObjectType>(type)), database.keys_by_type[type]);
      }
      json.end_object();
    }
    json.end_object();
  }
  json.end_array();
}

void add_checksum(JsonText& json, const DumpInfo& info) {
  json.name("checksum");
  json.begin_object();
  json.field("in_format", info.has_checksum);
  json.field("stored", info.has_checksum && info.checksum != 0);
  json.field("verified", info.checksum_verified);
  json.end_object();
}

}  // namespace

std::string render_info_json(const DumpInfo& info, const InfoTextOptions& options) {
  JsonText json;
  json.begin_object();
  json.field("schema", "rdbmill.info/1");
  json.field("file", info.file);
  json.field("family", info.family == Family::redis ? "redis" : "valkey");
  json.field("version", info.version);
  if (const std::string server = info.server(); !server.empty()) json.field("server", server);
  if (const auto created = info.created_ms()) {
    json.field("created", iso_text(*created));
    json.field("created_ms", *created);
    if (options.now_ms) json.field("age_ms", *options.now_ms - *created);
  }
  json.field("dump_bytes", info.dump_bytes);
  add_checksum(json, info);
  add_databases(json, info, options.counts);
  json.name("functions");
  json.begin_array();
  for (const OwnedBytes& name : info.functions) json.bytes(name);
  json.end_array();
  json.name("modules");
  json.begin_array();
  for (const std::string& name : info.modules) json.bytes(name);
  json.end_array();
  json.field("slots", info.slots);
  json.field("slot_imports", info.slot_imports);
  json.name("aux");
  json.begin_array();
  for (const AuxInfo& field : info.aux) {
    json.begin_object();
    json.field("name", field.name);
    json.field("value", field.value);
    json.end_object();
  }
  json.end_array();
  json.field("aux_not_listed", info.aux_not_listed);
  json.end_object();
  return json.take();
}

}  // namespace rdb
