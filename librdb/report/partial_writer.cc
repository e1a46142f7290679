#define XXH_INLINE_ALL
#include <xxhash.h>

#include <initializer_list>

#include "librdb/report/json_text.h"
#include "librdb/report/report_distributions.h"
#include "librdb/report/report_partial.h"
#include "librdb/report/slot_ranges.h"

namespace rdb {
namespace {

void numbers(JsonText& json, Bytes name, std::initializer_list<std::uint64_t> values) {
  json.name(name);
  json.begin_array();
  for (const std::uint64_t value : values) json.number(value);
  json.end_array();
}

void tally(JsonText& json, Bytes name, const Tally& tally) {
  numbers(json, name,
          {tally.keys, tally.bytes, tally.memory, tally.memory_usage, tally.without_ttl,
           tally.memory_without_ttl});
}

void predicted(JsonText& json, const PredictedMemory& memory) {
  numbers(json, "predicted",
          {memory.keys, memory.allocated, memory.tables, memory.startup, memory.fixed,
           memory.used_memory, memory.overhead, memory.dataset});
}

// Each line is one object with one member.
class Rows {
 public:
  explicit Rows(const std::function<void(Bytes)>& write) : write_(write) {
    XXH3_64bits_reset(&hash_);
  }

  template <typename Members>
  void add(Bytes kind, Members members) {
    json_.begin_object();
    json_.name(kind);
    json_.begin_object();
    members(json_);
    json_.end_object();
    json_.end_object();
    send();
  }
  void add_header(const ReportScope& scope) {
    json_.begin_object();
    json_.field("schema", kPartialSchema);
    json_.name("separators");
    json_.begin_array();
    for (const OwnedBytes& separator : scope.separators) json_.bytes(separator);
    json_.end_array();
    json_.field("depth", scope.depth);
    json_.field("filter", scope.filter);
    json_.field("server", scope.server);
    json_.field("max_prefixes", scope.max_prefixes);
    json_.field("largest", scope.largest);
    json_.field("slots", scope.slots);
    json_.end_object();
    send();
  }
  void end() {
    const std::uint64_t hash = XXH3_64bits_digest(&hash_);
    add("end", [&](JsonText& json) {
      json.field("rows", rows_);
      json.field("xxh3", hash);
    });
  }

 private:
  void send() {
    const std::string line = json_.take();
    XXH3_64bits_update(&hash_, line.data(), line.size());
    ++rows_;
    write_(line);
  }

  const std::function<void(Bytes)>& write_;
  JsonText json_{JsonText::Layout::one_line};
  XXH3_state_t hash_;
  std::uint64_t rows_ = 0;
};

void add_input(Rows& rows, const ReportInput& input) {
  rows.add("input", [&](JsonText& json) {
    json.field("label", input.label);
    json.field("file", input.file);
    json.field("family", name_of(input.family));
    json.field("version", input.version);
    json.field("server_version", input.server_version);
    json.field("is_valkey_server", input.is_valkey_server);
    json.field("repl_id", input.repl_id);
    if (input.created_ms) json.field("created_ms", *input.created_ms);
    if (input.clock_ms) json.field("clock_ms", *input.clock_ms);
    if (input.used_mem) json.field("used_mem", *input.used_mem);
    json.field("checksum", name_of(input.checksum));
    json.field("complete", input.is_complete);
    json.field("fault", input.fault);
    json.field("profile", input.profile);
    json.field("size_classes", input.size_classes);
    json.field("server_match", name_of(input.server_match));
    json.field("dump_bytes", input.dump_bytes);
    tally(json, "total", input.total);
    predicted(json, input.predicted);
    json.field("slots", slot_ranges(ranges_of(input.slots)));
  });
}

void add_sums(Rows& rows, const DumpReport& report) {
  rows.add("sums", [&](JsonText& json) {
    predicted(json, report.predicted);
    json.field("dump_bytes", report.dump_bytes);
    tally(json, "total", report.total);
    const ExpiryTallies& expiries = report.expiries;
    tally(json, "expired", expiries.past);
    tally(json, "expire_in_hour", expiries.hour);
    tally(json, "expire_in_day", expiries.day);
    tally(json, "expire_in_week", expiries.week);
    tally(json, "expire_later", expiries.later);
    tally(json, "expire_some_time", expiries.unknown);
    tally(json, "expected", report.inexactness.expected);
    json.field("variance", report.inexactness.variance);
    tally(json, "unknown", report.inexactness.unknown);
    tally(json, "unshaped", report.unshaped);
    json.field("prefixes_missing", report.prefixes_missing);
    numbers(json, "behind_last_day", {report.expiry_later.keys, report.expiry_later.memory});
    tally(json, "long_idle", report.long_idle);
    numbers(json, "lzf", {report.lzf.keys, report.lzf.text_bytes, report.lzf.stored_bytes});
  });
}

void add_encodings(Rows& rows, Bytes kind, const std::vector<EncodingTally>& encodings) {
  for (const EncodingTally& row : encodings) {
    rows.add(kind, [&](JsonText& json) {
      json.field("encoding", row.encoding);
      json.field("type", name_of(row.type));
      tally(json, "tally", row.tally);
    });
  }
}

void add_kinds(Rows& rows, const DumpReport& report) {
  for (const DatabaseTally& row : report.databases) {
    rows.add("database", [&](JsonText& json) {
      json.field("db", row.db);
      tally(json, "tally", row.tally);
      json.field("tables", row.tables);
    });
  }
  for (const TypeTally& row : report.types) {
    rows.add("type", [&](JsonText& json) {
      json.field("type", name_of(row.type));
      tally(json, "tally", row.tally);
    });
  }
  add_encodings(rows, "encoding", report.encodings);
  add_encodings(rows, "loaded_encoding", report.loaded);
}

void add_shapes(Rows& rows, const DumpReport& report) {
  for (const ShapeRow& row : report.shapes) {
    rows.add("shape", [&](JsonText& json) {
      json.field("pattern", row.pattern);
      json.field("type", name_of(row.type));
      tally(json, "tally", row.tally);
      json.field("example", row.example);
      json.name("regroups");
      json.begin_array();
      for (const RegroupChance& chance : row.regroups) {
        json.begin_object();
        json.field("field", chance.field);
        json.field("keys", chance.keys);
        json.field("hashes", chance.hashes);
        json.field("saved", chance.saved);
        json.field("any_value", chance.any_value);
        json.end_object();
      }
      json.end_array();
    });
  }
}

void add_prefixes(Rows& rows, const DumpReport& report) {
  for (const PrefixRow& row : report.prefixes) {
    rows.add("prefix", [&](JsonText& json) {
      json.field("prefix", row.prefix);
      json.field("depth", row.depth);
      tally(json, "tally", row.tally);
      if (row.others.keys != 0) tally(json, "others", row.others);
    });
  }
}

// A front is not called "key": who does not know that names may be cut must not take it for one.
void add_name(JsonText& json, const KeptName& name) {
  if (!name.is_cut()) return json.field("key", name.front);
  json.field("key_front", name.front);
  json.field("full_key_bytes", name.bytes);
  numbers(json, "key_digest", {name.digest[0], name.digest[1]});
  json.field("key_slot", std::uint64_t{name.slot});
}

void add_largest(Rows& rows, const DumpReport& report) {
  for (const LargeKey& key : report.largest) {
    rows.add("largest", [&](JsonText& json) {
      add_name(json, key.name);
      json.field("db", key.db);
      json.field("type", name_of(key.type));
      json.field("encoding", key.encoding);
      json.field("loaded_encoding", name_of(key.loaded));
      if (key.elements != kUnknownCount) json.field("elements", key.elements);
      json.field("memory", key.memory.allocated);
      json.field("memory_usage", key.memory.memory_usage);
      json.field("exactness", name_of(key.exactness));
      json.field("record_bytes", key.record_bytes);
      json.field("offset", key.offset);
      json.field("input", key.input);
    });
  }
}

void add_distributions(Rows& rows, const DumpReport& report) {
  for (const DistributionName& name : kDistributionNames) {
    const Distribution& values = report.*name.member;
    if (values.keys() == 0) continue;
    rows.add("distribution", [&](JsonText& json) {
      json.field("of", name.text);
      json.field("largest", values.largest());
      json.name("buckets");
      json.begin_array();
      for (std::size_t i = 0; i < Distribution::kBuckets; ++i) {
        const Distribution::Bucket& bucket = values.buckets()[i];
        if (bucket.keys == 0) continue;
        for (const std::uint64_t number : {std::uint64_t{i}, bucket.keys, bucket.memory}) {
          json.number(number);
        }
      }
      json.end_array();
    });
  }
}

void add_rest(Rows& rows, const DumpReport& report) {
  for (const DayTally& row : report.expiry_days) {
    rows.add("expiry_day", [&](JsonText& json) {
      json.field("day", row.day);
      json.field("keys", row.keys);
      json.field("memory", row.memory);
    });
  }
  for (std::size_t i = 0; i < report.slots.size(); ++i) {
    if (report.slots[i].keys == 0) continue;
    rows.add("slot", [&](JsonText& json) {
      json.field("slot", std::uint64_t{i});
      json.field("keys", report.slots[i].keys);
      json.field("memory", report.slots[i].memory);
    });
  }
  for (const LimitTally& row : report.limits) {
    rows.add("limit", [&](JsonText& json) {
      json.field("setting", row.setting);
      json.field("limit", row.limit);
      json.field("raised", row.raised);
      json.field("keys", row.keys);
      json.field("memory", row.memory);
      json.field("saved", row.saved);
    });
  }
}

}  // namespace

void write_partial(const DumpReport& report, const std::function<void(Bytes)>& write) {
  Rows rows(write);
  rows.add_header(report.scope);
  for (const ReportInput& input : report.inputs) add_input(rows, input);
  add_sums(rows, report);
  add_kinds(rows, report);
  add_shapes(rows, report);
  add_prefixes(rows, report);
  add_largest(rows, report);
  add_distributions(rows, report);
  add_rest(rows, report);
  rows.end();
}

}  // namespace rdb
