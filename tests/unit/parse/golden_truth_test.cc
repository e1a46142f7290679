// What the reader tells of golden dumps against what the live server said when it wrote them.
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <optional>

#include "fuzz/value_lines.h"
#include "librdb/io/temp_spool.h"
#include "tests/support/corpus.h"
#include "tests/support/reading.h"

namespace rdb {
namespace {

using fuzzing::Lines;
using fuzzing::score_text;

struct Known {
  OwnedBytes type;
  std::int64_t expire_ms = kNoExpiry;
  std::optional<OwnedBytes> value;  // as lines; none if only a digest of a part is known
};
using Truth = std::map<std::pair<std::uint32_t, OwnedBytes>, Known>;

OwnedBytes from_base64(Bytes text) {
  constexpr Bytes kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  OwnedBytes bytes;
  std::uint32_t group = 0;
  int bits = 0;
  for (const char c : text) {
    const std::size_t digit = kDigits.find(c);
    if (digit == Bytes::npos) break;
    group = group << 6 | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(group >> bits);
  }
  return bytes;
}

// A byte string of the truth, if it is there as a whole.
std::optional<OwnedBytes> bytes_of(const rapidjson::Value& json) {
  if (json.IsString()) return OwnedBytes(json.GetString(), json.GetStringLength());
  if (json.IsObject() && json.HasMember("b64")) return from_base64(json["b64"].GetString());
  return std::nullopt;
}

// What only a digest is known of.
struct NotWhole {};

OwnedBytes word(const rapidjson::Value& json) {
  const auto bytes = bytes_of(json);
  if (!bytes) throw NotWhole();
  return '"' + escaped(*bytes, bytes->size()) + '"';
}

OwnedBytes number(const rapidjson::Value& json) {
  if (json.IsNull()) return "-1";
  return json.IsUint64() ? std::to_string(json.GetUint64()) : std::to_string(json.GetInt64());
}

void add_hash(const rapidjson::Value& line, Lines& lines) {
  std::map<OwnedBytes, OwnedBytes> expiries;
  if (line.HasMember("field_pexpiretime")) {
    for (const auto& pair : line["field_pexpiretime"].GetArray()) {
      expiries[word(pair[0])] = number(pair[1]);
    }
  }
  for (const auto& pair : line["value"].GetArray()) {
    const OwnedBytes field = word(pair[0]);
    const OwnedBytes expiry = expiries.count(field) != 0 ? expiries[field] : "-1";
    lines.add(field + ' ' + word(pair[1]) + ' ' + expiry);
  }
}

void add_stream(const rapidjson::Value& value, Lines& lines) {
  for (const auto& entry : value["entries"].GetArray()) {
    lines.add(OwnedBytes("entry ") + entry[0].GetString());
    for (const auto& part : entry[1].GetArray()) lines.add(word(part));
  }
  lines.add("info " + number(value["length"]) + ' ' + value["last-generated-id"].GetString() + ' ' +
            value["recorded-first-entry-id"].GetString() + ' ' +
            value["max-deleted-entry-id"].GetString() + ' ' + number(value["entries-added"]));
  for (const auto& group : value["groups"].GetArray()) {
    lines.add("group " + word(group["name"]) + ' ' + group["last-delivered-id"].GetString() + ' ' +
              number(group["entries-read"]));
    for (const auto& pending : group["pending"].GetArray()) {
      lines.add(OwnedBytes("pending ") + pending[0].GetString() + ' ' + number(pending[2]) + ' ' +
                number(pending[3]));
    }
    for (const auto& consumer : group["consumers"].GetArray()) {
      const auto active = consumer.FindMember("active-time");
      lines.add("consumer " + word(consumer["name"]) + ' ' + number(consumer["seen-time"]) + ' ' +
                number(active == consumer.MemberEnd() ? consumer["seen-time"] : active->value));
      for (const auto& pending : consumer["pending"].GetArray()) {
        lines.add(OwnedBytes("owns ") + pending[0].GetString());
      }
    }
  }
}

OwnedBytes value_of(const rapidjson::Value& line, const OwnedBytes& type) {
  Lines lines;
  const auto& value = line["value"];
  if (type == "string") lines.add(word(value));
  if (type == "hash") add_hash(line, lines);
  if (type == "stream") add_stream(value, lines);
  if (type == "list" || type == "set") {
    for (const auto& item : value.GetArray()) lines.add(word(item));
  }
  if (type == "zset") {
    for (const auto& pair : value.GetArray()) {
      lines.add(word(pair[0]) + ' ' + score_text(std::strtod(pair[1].GetString(), nullptr)));
    }
  }
  if (type == "set" || type == "hash" || type == "zset") lines.sort();
  return lines.text();
}

Known known_of(const rapidjson::Value& line) try {
  Known known{.type = line["type"].GetString(), .expire_ms = line["pexpiretime"].GetInt64()};
  known.value = value_of(line, known.type);
  return known;
} catch (const NotWhole&) {
  return {.type = line["type"].GetString(), .expire_ms = line["pexpiretime"].GetInt64()};
}

Truth truth_beside(std::filesystem::path dump) {
  Truth truth;
  std::ifstream lines(dump.replace_extension(".truth.ndjson"));
  for (std::string line; std::getline(lines, line);) {
    rapidjson::Document json;
    json.Parse(line.data(), line.size());
    const auto key = bytes_of(json["key"]);
    if (key) truth.emplace(std::pair(json["db"].GetUint(), *key), known_of(json));
  }
  return truth;
}

class Compare final : public fuzzing::ValueLines {
 public:
  explicit Compare(const Truth& truth) : truth_(truth) {}

  Interests enter(const Entry& entry) override {
    const auto known = truth_.find({entry.db, OwnedBytes(entry.key)});
    known_ = known == truth_.end() ? nullptr : &known->second;
    EXPECT_NE(known_, nullptr) << "a key nobody knows: " << escaped(entry.key);
    ++keys;
    if (known_ == nullptr) return ValueLines::enter(entry);
    if (entry.type != ObjectType::module) {
      EXPECT_EQ(name_of(entry.type), known_->type);
    }
    EXPECT_EQ(entry.attributes.expire_ms, known_->expire_ms) << escaped(entry.key);
    return ValueLines::enter(entry);
  }
  void key(const Entry& entry, const OwnedBytes& lines) override {
    if (known_ == nullptr || !known_->value) return;
    EXPECT_EQ(lines, *known_->value) << escaped(entry.key);
    ++values[OwnedBytes(entry.encoding)];
  }

  std::size_t keys = 0;
  std::map<OwnedBytes, std::size_t> values;  // compared, by encoding

 private:
  const Truth& truth_;
  const Known* known_ = nullptr;
};

TEST(GoldenTruth, EveryValueIsWhatTheServerHeld) {
  const auto dumps = testing::golden_dumps();
  if (dumps.empty()) GTEST_SKIP() << "no corpus: set RDBMILL_CORPUS";
  std::map<OwnedBytes, std::size_t> values;
  for (const auto& path : dumps) {
    SCOPED_TRACE(path);
    const Truth truth = truth_beside(path);
    const OwnedBytes dump = testing::content_of(path);
    Compare compare(truth);
    MemorySource source(dump);
    TempSpoolFactory spools(::testing::TempDir());
    RdbReader(source, {.window_bytes = 4096, .spools = &spools}).run(compare);
    EXPECT_EQ(compare.keys, truth.size());
    for (const auto& [encoding, count] : compare.values) values[encoding] += count;
  }
  for (const char* encoding :
       {"string", "hash", "zset_2", "set", "set_intset", "hash_listpack", "zset_listpack",
        "list_quicklist_2", "set_listpack", "stream_listpacks_2", "stream_listpacks_3",
        "hash_metadata", "hash_listpack_ex", "hash_2"}) {
    EXPECT_GT(values[encoding], 0u) << encoding;
  }
}

}  // namespace
}  // namespace rdb
