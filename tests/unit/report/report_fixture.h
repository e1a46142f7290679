// Keys told to a report as a reader would tell them, without a dump.
#pragma once
#include <random>
#include <string>
#include <vector>

#include "librdb/report/report_collector.h"

namespace rdb::testing {

struct ReportedKey {
  std::string name;
  std::string value = "x";  // of a string
  std::int64_t number = 0;  // of a string without a text
  std::uint32_t db = 0;
  std::uint64_t bytes = 1;
  std::int64_t expire_ms = kNoExpiry;
  std::uint64_t hash_fields = 0;  // not 0: a hash of so many plain pairs
  std::uint64_t lzf_bytes = 0;    // not 0: its value is stored so
  std::uint64_t idle_seconds = Attributes::kNoIdle;
};

/// Database 0 of a Redis 7.0.15, unless told otherwise.
class ReportProducer {
 public:
  explicit ReportProducer(EventSink& sink) : sink_(sink) {
    sink_.on(Header{.family = Family::redis, .version = 11});
    aux("redis-ver", "7.0.15");
  }
  void aux(Bytes name, Bytes value) { sink_.on(Aux{.name = name, .value = value}); }
  void ctime(std::int64_t seconds) { aux("ctime", std::to_string(seconds)); }
  void key(const ReportedKey& key) {
    Entry entry;
    entry.key = key.name;
    entry.attributes.expire_ms = key.expire_ms;
    entry.attributes.idle_seconds = key.idle_seconds;
    entry.db = key.db;
    entry.type = key.hash_fields != 0 ? ObjectType::hash : ObjectType::string;
    entry.type_byte = key.hash_fields != 0 ? 4 : 0;
    entry.encoding = key.hash_fields != 0 ? "hash" : "string";
    entry.offset = offset_;
    if (sink_.enter(entry).has(Interest::layout)) value(key);
    offset_ += key.bytes;
    sink_.on(Leave{.value_bytes = key.bytes, .end_offset = offset_});
  }
  void finish() { sink_.on(Finish{.end_offset = offset_}); }

 private:
  void value(const ReportedKey& key) {
    if (key.hash_fields != 0) {
      sink_.on(LayoutBegin{.count = key.hash_fields});
      for (std::uint64_t i = 0; i < key.hash_fields; ++i) {
        sink_.on(PlainElement{.role = ElementRole::field, .length = 5, .stored_bytes = 6});
        sink_.on(PlainElement{.role = ElementRole::value, .length = 9, .stored_bytes = 10});
      }
      sink_.on(LayoutEnd{});
    } else if (key.lzf_bytes != 0) {
      sink_.on(PlainElement{.form = PlainElement::Form::lzf,
                            .length = key.value.size(),
                            .stored_bytes = key.lzf_bytes});
    } else if (key.value.empty()) {
      sink_.on(PlainElement{.form = PlainElement::Form::integer,
                            .length = std::to_string(key.number).size(),
                            .is_integer = true,
                            .integer = key.number,
                            .stored_bytes = 2});
    } else {
      sink_.on(PlainElement{.length = key.value.size(), .stored_bytes = key.value.size() + 1});
    }
  }

  EventSink& sink_;
  std::uint64_t offset_ = 100;
};

inline DumpReport report_of(const std::vector<ReportedKey>& keys,
                            const ReportOptions& options = {}) {
  ReportCollector collector(options);
  ReportProducer producer(collector);
  producer.ctime(1);
  for (const ReportedKey& key : keys) producer.key(key);
  producer.finish();
  return collector.result();
}

/// Strings of three forms and hashes in three databases, some with an expiry around second 1.
inline std::vector<ReportedKey> random_keys(std::mt19937& random, int count) {
  std::vector<ReportedKey> keys;
  for (int i = 0; i < count; ++i) {
    ReportedKey key;
    key.name = std::string(1, static_cast<char>('a' + random() % 5)) + ":" +
               std::to_string(random() % 20) + ":" + std::to_string(i);
    key.db = random() % 3;
    key.bytes = 1 + random() % 60;
    if (random() % 3 == 0) key.expire_ms = static_cast<std::int64_t>(random() % 2000);
    if (random() % 4 == 0) {
      key.hash_fields = 1 + random() % 40;
    } else if (random() % 2 == 0) {
      key.value.clear();
      key.number = static_cast<std::int64_t>(random());
    } else {
      key.value.assign(1 + random() % 100, 'v');
      if (random() % 4 == 0) key.lzf_bytes = 8;
    }
    keys.push_back(key);
  }
  return keys;
}

}  // namespace rdb::testing
