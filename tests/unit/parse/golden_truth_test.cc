// What the reader tells of golden dumps against what the live server said when it wrote them.
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <fstream>
#include <map>
#include <optional>

#include "librdb/event/stage.h"
#include "tests/support/corpus.h"
#include "tests/support/decodable_text.h"
#include "tests/support/reading.h"

namespace rdb {
namespace {

struct Known {
  OwnedBytes type;
  std::int64_t expire_ms = kNoExpiry;
  std::optional<OwnedBytes> value;  // strings; empty if only a digest of it is known
  std::optional<std::map<OwnedBytes, OwnedBytes>> fields;
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

Known known_of(const rapidjson::Value& line) {
  Known known{.type = line["type"].GetString(), .expire_ms = line["pexpiretime"].GetInt64()};
  if (known.type == "string") known.value = bytes_of(line["value"]);
  if (known.type != "hash") return known;
  known.fields.emplace();
  for (const auto& pair : line["value"].GetArray()) {
    const auto field = bytes_of(pair[0]);
    const auto value = bytes_of(pair[1]);
    if (!field || !value) known.fields.reset();
    if (!known.fields) break;
    known.fields->emplace(*field, *value);
  }
  return known;
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

class Compare final : public Stage {
 public:
  using Stage::on;
  Compare(EventSink& next, const Truth& truth) : Stage(next), truth_(truth) {}

  Interests enter(const Entry& entry) override {
    const auto known = truth_.find({entry.db, OwnedBytes(entry.key)});
    known_ = known == truth_.end() ? nullptr : &known->second;
    EXPECT_NE(known_, nullptr) << "a key nobody knows: " << escaped(entry.key);
    if (known_ == nullptr) return Stage::enter(entry);
    if (entry.type != ObjectType::module) {
      EXPECT_EQ(name_of(entry.type), known_->type);
    }
    EXPECT_EQ(entry.attributes.expire_ms, known_->expire_ms) << escaped(entry.key);
    ++keys;
    return Stage::enter(entry);
  }
  void on(const StringValue& event) override {
    if (known_ == nullptr || !known_->value) return;
    EXPECT_TRUE(to_owned(event.value, kMaxMaterialised) == *known_->value);
    ++values;
  }
  void on(const CollectionBegin&) override { fields_.clear(); }
  void on(const HashField& event) override {
    fields_.emplace(event.field, to_owned(event.value, kMaxMaterialised));
  }
  void on(const CollectionEnd&) override {
    if (known_ == nullptr || !known_->fields) return;
    EXPECT_TRUE(fields_ == *known_->fields);
    ++values;
  }

  std::size_t keys = 0;
  std::size_t values = 0;

 private:
  const Truth& truth_;
  const Known* known_ = nullptr;
  std::map<OwnedBytes, OwnedBytes> fields_;
};

TEST(GoldenTruth, StringsAndHashesAreWhatTheServerHeld) {
  const auto dumps = testing::golden_dumps();
  if (dumps.empty()) GTEST_SKIP() << "no corpus: set RDBMILL_CORPUS";
  std::size_t values = 0;
  for (const auto& path : dumps) {
    SCOPED_TRACE(path);
    const Truth truth = truth_beside(path);
    const OwnedBytes dump = testing::content_of(path);
    OwnedBytes text;
    testing::DecodableText sink(text, Interest::elements);
    Compare compare(sink, truth);
    MemorySource source(dump);
    RdbReader(source, {.window_bytes = 4096}).run(compare);
    EXPECT_EQ(compare.keys, truth.size());
    values += compare.values;
  }
  EXPECT_GT(values, 500u);
}

}  // namespace
}  // namespace rdb
