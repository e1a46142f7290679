#include "librdb/report/key_rows.h"

#include <gtest/gtest.h>

#include <vector>

#include "librdb/base/errors.h"
#include "librdb/event/checked_sink.h"
#include "librdb/event/text_sink.h"
#include "librdb/format/listpack.h"
#include "librdb/format/ziplist.h"
#include "librdb/io/source.h"
#include "librdb/parse/rdb_reader.h"
#include "tests/support/sample_dumps.h"

namespace rdb {
namespace {

constexpr KeyRowParts kNothing{.cost = false, .largest = false};
constexpr KeyRowParts kCost{.cost = true, .largest = false};
constexpr KeyRowParts kLargest{.cost = false, .largest = true};

class Rows final : public KeyRows {
 public:
  using KeyRows::KeyRows;
  void row(const KeyRow& row) override {
    names.emplace_back(row.key);
    rows.push_back(row);
  }
  Interests enter(const Entry& entry) override {
    asked.push_back(KeyRows::enter(entry));
    return asked.back();
  }
  std::vector<OwnedBytes> names;
  std::vector<KeyRow> rows;  // their own names dangle
  std::vector<Interests> asked;
};

// The same by decoding everything.
class Decoded final : public KeyRows {
 public:
  using KeyRows::on;
  struct Key {
    OwnedBytes name;
    ObjectType type;
    std::uint64_t elements = 0;
    std::uint64_t largest = 0;
  };
  Decoded() : KeyRows({}, kNothing) {}
  void row(const KeyRow&) override {}
  Interests enter(const Entry& entry) override {
    keys.push_back({OwnedBytes(entry.key), entry.type});
    const bool is_decoded = entry.type != ObjectType::module && entry.type != ObjectType::other;
    return is_decoded ? Interests(Interest::elements) : kSkip;
  }
  void on(const StringValue& event) override { add(event.value, 1); }
  void on(const ListItem& event) override { add(event.item, 1); }
  void on(const SetMember& event) override { add(Payload::view(event.member), 1); }
  void on(const ZsetMember& event) override { add(Payload::view(event.member), 1); }
  void on(const HashField& event) override {
    add(Payload::view(event.field), 1);
    add(event.value, 0);
  }
  void on(const StreamEntry&) override { ++keys.back().elements; }
  void on(const StreamField& event) override {
    add(Payload::view(event.field), 0);
    add(event.value, 0);
  }
  std::vector<Key> keys;

 private:
  void add(const Payload& payload, std::uint64_t elements) {
    keys.back().elements += elements;
    const std::uint64_t bytes = to_owned(payload, 1 << 20).size();
    if (bytes > keys.back().largest) keys.back().largest = bytes;
  }
};

void read(Bytes dump, EventSink& sink, const ReaderOptions& options = {}) {
  MemorySource source(dump);
  CheckedSink checked(sink);
  RdbReader(source, options).run(checked);
}

std::vector<ServerChoice> all_servers() {
  std::vector<ServerChoice> choices;
  for (const ServerProfile& row : server_profiles()) {
    choices.push_back({.server = ServerName{row.family, row.release}});
  }
  return choices;
}

// Blobs with more entries than their heads can say.
OwnedBytes crowded_dump() {
  constexpr int kEntries = 66'000;
  ListpackBuilder listpack;
  ZiplistBuilder ziplist;
  for (int i = 0; i < kEntries; ++i) {
    const std::string text = "e" + std::to_string(i);
    // The second of each pair is a number: a score, too.
    if (i % 2 == 0) {
      listpack.append(Bytes(text));
      ziplist.append(Bytes(text));
    } else {
      listpack.append(Bytes(std::to_string(i)));
      ziplist.append(Bytes(std::to_string(i)));
    }
  }
  const OwnedBytes packed(listpack.finish());
  const OwnedBytes old(ziplist.finish());
  testing::DumpBuilder dump("REDIS0012");
  dump.select_db(0);
  dump.key(10, "list_ziplist").string(old).key(12, "zset_ziplist").string(old);
  dump.key(13, "hash_ziplist").string(old).key(14, "quicklist").length(1).string(old);
  dump.key(16, "hash_listpack").string(packed).key(17, "zset_listpack").string(packed);
  dump.key(18, "quicklist_2").length(2).length(2).string(packed).length(1).string("plain");
  dump.key(20, "set_listpack").string(packed);
  return dump.finish();
}

std::vector<OwnedBytes> samples() {
  return {testing::redis_sample(), testing::valkey_sample(), crowded_dump()};
}

TEST(KeyRows, SayOfElementsWhatDecodingThemGives) {
  for (const OwnedBytes& dump : samples()) {
    Decoded decoded;
    read(dump, decoded);
    for (const ServerChoice& server : all_servers()) {
      Rows rows(server);
      read(dump, rows);
      ASSERT_EQ(rows.rows.size(), decoded.keys.size());
      for (std::size_t i = 0; i < rows.rows.size(); ++i) {
        const Decoded::Key& key = decoded.keys[i];
        const KeyRow& row = rows.rows[i];
        EXPECT_EQ(rows.names[i], key.name);
        const bool is_module = key.type == ObjectType::module || key.type == ObjectType::other;
        EXPECT_EQ(row.cost.elements, is_module ? kUnknownCount : key.elements) << key.name;
        EXPECT_EQ(row.largest.has_value(), !is_module) << key.name;
        if (row.largest) {
          EXPECT_EQ(*row.largest, key.largest) << key.name;
        }
      }
    }
  }
}

TEST(KeyRows, SayTheSameWhateverElseIsAskedFor) {
  for (const OwnedBytes& dump : samples()) {
    Rows all(ServerChoice{}), costs({}, kCost), largest({}, kLargest), nothing({}, kNothing);
    for (Rows* const rows : {&all, &costs, &largest, &nothing}) read(dump, *rows);
    for (std::size_t i = 0; i < all.rows.size(); ++i) {
      const KeyRow& row = all.rows[i];
      for (const Rows* const other : {&costs, &largest, &nothing}) {
        EXPECT_EQ(other->names.at(i), all.names[i]);
        EXPECT_EQ(other->rows[i].value_bytes, row.value_bytes);
        EXPECT_EQ(other->rows[i].offset, row.offset);
        EXPECT_EQ(other->rows[i].attributes, row.attributes);
      }
      EXPECT_EQ(costs.rows[i].cost.memory, row.cost.memory);
      EXPECT_EQ(costs.rows[i].cost.elements, row.cost.elements);
      EXPECT_EQ(costs.rows[i].largest, std::nullopt);
      EXPECT_EQ(largest.rows[i].largest, row.largest);
    }
  }
}

TEST(KeyRows, AskForNoMoreThanTheyMustRead) {
  for (const OwnedBytes& dump : samples()) {
    Rows nothing({}, kNothing), costs({}, kCost), largest({}, kLargest);
    for (Rows* const rows : {&nothing, &costs, &largest}) read(dump, *rows);
    for (const Interests asked : nothing.asked) EXPECT_TRUE(asked.empty());
    for (const Interests asked : costs.asked) EXPECT_FALSE(asked.has(Interest::elements));
    for (std::size_t i = 0; i < largest.asked.size(); ++i) {
      const bool is_string = largest.rows[i].type == ObjectType::string;
      EXPECT_FALSE(largest.asked[i].has(is_string ? Interest::elements : Interest::layout));
    }
  }
}

TEST(KeyRows, KeepTheNameOfAKeyWhoseValueIsLargerThanAWindow) {
  constexpr std::size_t kWindow = 256;
  testing::DumpBuilder dump;
  dump.select_db(0);
  std::vector<OwnedBytes> names;
  for (int i = 0; i < 20; ++i) {
    names.push_back("key " + std::to_string(i));
    dump.key(0, names.back()).string(testing::random_bytes(5 * kWindow));
    names.push_back("list " + std::to_string(i));
    dump.key(1, names.back()).length(2).string(testing::random_bytes(3 * kWindow)).string("x");
  }
  for (const KeyRowParts parts : {kNothing, kCost, kLargest}) {
    Rows rows({}, parts);
    read(dump.finish(), rows, {.window_bytes = kWindow});
    EXPECT_EQ(rows.names, names);
  }
}

TEST(KeyRows, SayNothingOfAKeyThatIsDamaged) {
  testing::DumpBuilder dump;
  dump.select_db(0).key(0, "good").string("v");
  dump.key(16, "bad").string(testing::spelled("09 00 00 00 02 00 82 \"f1\" ff"));
  dump.key(0, "last").string("v");
  const OwnedBytes bytes = dump.finish();
  MemorySource source(bytes);
  Rows rows(ServerChoice{});
  RdbReader reader(source);
  while (reader.can_continue()) {
    try {
      if (!reader.step(rows)) break;
    } catch (const CorruptInput&) {
    }
  }
  EXPECT_EQ(rows.names, (std::vector<OwnedBytes>{"good", "last"}));
}

}  // namespace
}  // namespace rdb
