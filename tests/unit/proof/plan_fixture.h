// A plan of a dump in memory, and what regroup really makes of the same dump.
#pragma once
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "librdb/event/text_sink.h"
#include "librdb/io/temp_spool.h"
#include "librdb/memory/hash_memory.h"
#include "librdb/memory/main_table.h"
#include "librdb/parse/make_value_decoder.h"
#include "librdb/parse/rdb_reader.h"
#include "librdb/proof/plan_collector.h"
#include "librdb/transform/regroup.h"
#include "tests/support/dump_builder.h"

namespace rdb::testing {

/// A string: an integer if `text` is empty.
struct FlatString {
  std::string key;
  std::int64_t number = 0;
  std::string text;
  std::uint32_t db = 0;
  std::int64_t expire_ms = kNoExpiry;
};

/// Databases must stand together.
inline OwnedBytes dump_of(const std::vector<FlatString>& strings) {
  DumpBuilder dump("REDIS0010");
  std::int64_t db = -1;
  for (const FlatString& string : strings) {
    if (db != string.db) dump.select_db(string.db);
    db = string.db;
    if (string.expire_ms != kNoExpiry) {
      dump.opcode(Opcode::expire_ms).little_endian(string.expire_ms);
    }
    dump.byte(0).string(string.key);
    if (string.text.empty()) {
      dump.integer(string.number);
    } else {
      dump.string(string.text);
    }
  }
  return dump.finish();
}

inline Plan plan_of(Bytes dump, PlanOptions options = {}) {
  if (!options.server.server) options.server.server = ServerName{Family::redis, 700};
  PlanCollector collector(options);
  MemorySource source(dump);
  RdbReader(source).run(collector);
  return collector.result();
}

/// What came out of a regroup, by the model of memory but without the plan's grouping.
class RegroupedDump : public Stage {
 public:
  using Stage::on;
  RegroupedDump(EventSink& next, const ServerProfile& profile) : Stage(next), costs_(profile) {}

  Interests enter(const Entry& entry) override {
    ++keys[entry.db];
    has_expiry_ = entry.attributes.has_expiry();
    if (has_expiry_) ++expires[entry.db];
    is_hash_ = entry.type == ObjectType::hash;
    if (is_hash_) {
      key_length_ = entry.key.size();
      hash_ = {};
      return Interest::elements;
    }
    return kSkip;
  }
  void on(const HashField& event) override {
    hash_.add(costs_, StringMeasure::of(event.field), StringMeasure::of(event.value));
  }
  void on(const CollectionBegin&) override {}
  void on(const CollectionEnd&) override {
    const HashCost cost = hash_.cost(costs_, {StringMeasure::text(key_length_), has_expiry_});
    ++hashes;
    expiring_hashes += has_expiry_;
    fields += hash_.count();
    largest = std::max(largest, hash_.count());
    sizes.push_back(hash_.count());
    hashtables += cost.encoding == HashEncoding::hashtable;
    memory += cost.memory.allocated;
    file += cost.dump_bytes;
  }
  void on(const Leave&) override {}

  std::uint64_t hashes = 0;
  std::uint64_t fields = 0;
  std::uint64_t largest = 0;
  std::uint64_t hashtables = 0;
  std::uint64_t memory = 0;
  std::uint64_t file = 0;
  std::vector<std::uint64_t> sizes;
  std::map<std::uint32_t, std::uint64_t> keys;
  std::map<std::uint32_t, std::uint64_t> expires;
  std::uint64_t expiring_hashes = 0;

  std::uint64_t tables() const {
    std::uint64_t bytes = 0;
    for (const auto& [db, count] : keys) {
      const auto expiring = expires.find(db);
      bytes += main_table_bytes(costs_.profile(), count,
                                expiring == expires.end() ? 0 : expiring->second);
    }
    return bytes;
  }

 private:
  ElementCosts costs_;
  HashMemory hash_;
  std::size_t key_length_ = 0;
  bool is_hash_ = false;
  bool has_expiry_ = false;
};

inline RegroupStats regroup_into(RegroupedDump& collected, Bytes dump, RegroupOptions options) {
  TempSpoolFactory spools("/tmp");
  options.memory_limit = std::uint64_t{1} << 30;
  RegroupStage stage(
      collected, options,
      [](Family family, std::uint32_t version) { return make_value_decoder(family, version); },
      spools);
  MemorySource source(dump);
  RdbReader(source).run(stage);
  return stage.stats();
}

}  // namespace rdb::testing
