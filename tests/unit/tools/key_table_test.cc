#include "tools/key_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "librdb/base/errors.h"
#include "librdb/event/checked_sink.h"
#include "librdb/io/source.h"
#include "librdb/parse/rdb_reader.h"
#include "librdb/write/rdb_writer.h"
#include "tests/support/dump_builder.h"
#include "tests/support/memory_spool.h"
#include "tools/gen_mixed.h"
#include "tools/usage_error.h"

namespace rdbmill {
namespace {

using rdb::Bytes;
using rdb::OwnedBytes;

OwnedBytes mixed_dump(std::uint64_t seed, std::uint64_t keys) {
  OwnedBytes dump;
  rdb::MemorySink sink(dump);
  rdb::testing::MemorySpools spools;
  rdb::RdbWriter writer(sink, {.spools = &spools});
  MixedGenerator generator({.keys = keys, .seed = seed});
  generator.begin(writer);
  while (generator.add_keys(writer, 1000) != 0) {
  }
  generator.end(writer);
  return dump;
}

// Few names, in several databases and more than once in one, with clocks and expiries of all kinds.
OwnedBytes crowded_dump() {
  rdb::testing::DumpBuilder dump;
  for (unsigned i = 0; i < 60; ++i) {
    if (i % 10 == 0) dump.select_db(i / 10 % 3);
    if (i % 3 == 0) dump.expire_ms(i % 2 == 0 ? -1000 * std::int64_t{i} - 5 : 2000 + i / 9);
    if (i % 4 == 0) dump.opcode(rdb::Opcode::idle).length(i / 8);
    if (i % 7 == 0) dump.opcode(rdb::Opcode::frequency).byte(i);
    dump.key(0, "k" + std::to_string(i * i % 5)).string(OwnedBytes(i % 6 * 40, 'v'));
  }
  return dump.finish();
}

OwnedBytes table_of(Bytes dump, KeyTableOptions options) {
  OwnedBytes text;
  rdb::MemorySink sink(text);
  KeyTable table(sink, std::move(options));
  rdb::CheckedSink checked(table);
  rdb::MemorySource source(dump);
  rdb::RdbReader reader(source);
  while (!table.is_full() && reader.step(checked)) {
  }
  table.finish();
  return text;
}

using Cells = std::vector<std::string>;

// Of names without anything to escape.
std::vector<Cells> rows_of(const OwnedBytes& tsv) {
  std::vector<Cells> rows;
  for (std::size_t begin = 0; begin < tsv.size();) {
    const std::size_t end = tsv.find('\n', begin);
    Cells cells(1);
    for (const char c : tsv.substr(begin, end - begin)) {
      if (c == '\t') {
        cells.emplace_back();
      } else {
        cells.back() += c;
      }
    }
    rows.push_back(std::move(cells));
    begin = end + 1;
  }
  rows.erase(rows.begin());  // the names of the columns
  return rows;
}

std::size_t place_of(const char* name) {
  const std::vector<KeyColumn> columns = columns_of(KeyStyle::rdbtools);
  const auto found = std::find(columns.begin(), columns.end(), *find_key_column(name));
  return static_cast<std::size_t>(found - columns.begin());
}

// By what stands in the table, as a person would sort it.
std::vector<Cells> sorted_by(std::vector<Cells> rows, const char* name, bool ascending) {
  const std::size_t by = place_of(name), key = place_of("key"), db = place_of("database");
  const std::size_t offset = place_of("file_offset");
  std::sort(rows.begin(), rows.end(), [&](const Cells& a, const Cells& b) {
    if (a[by] != b[by]) {
      if (a[by].empty() || b[by].empty()) return b[by].empty();
      const std::int64_t left = std::stoll(a[by]), right = std::stoll(b[by]);
      return ascending ? left < right : left > right;
    }
    if (a[key] != b[key]) return a[key] < b[key];
    if (a[db] != b[db]) return std::stoll(a[db]) < std::stoll(b[db]);
    return std::stoll(a[offset]) < std::stoll(b[offset]);
  });
  return rows;
}

TEST(KeyTable, SortedAndLimitedIsTheFrontOfTheWholeTableSorted) {
  constexpr std::int64_t kNow = 1'764'547'200'000;
  for (const OwnedBytes& dump :
       {mixed_dump(1, 700), mixed_dump(2, 300), crowded_dump(), mixed_dump(3, 0)}) {
    const KeyTableOptions whole{.format = TableFormat::tsv, .now_ms = kNow};
    const std::vector<Cells> rows = rows_of(table_of(dump, whole));
    for (const char* const name :
         {"size_in_bytes", "memory_usage", "allocated", "serialized", "num_elements",
          "len_largest_element", "ttl", "idle", "freq", "slot", "database", "file_offset"}) {
      for (const char* const direction : {":asc", ":desc", ""}) {
        const bool ascending = direction == std::string(":asc");
        std::vector<Cells> expected = sorted_by(rows, name, ascending);
        for (const std::size_t limit : {1000u, 100u, 7u, 1u}) {
          KeyTableOptions options = whole;
          options.sort = parse_key_sort(std::string(name) + direction);
          options.limit = limit;
          expected.resize(std::min(limit, expected.size()));
          EXPECT_EQ(rows_of(table_of(dump, options)), expected) << name << direction << limit;
        }
      }
    }
  }
}

TEST(KeyTable, LimitedIsTheFrontOfTheWholeTable) {
  const OwnedBytes dump = mixed_dump(1, 200);
  const OwnedBytes whole = table_of(dump, {});
  for (const std::uint64_t limit : {1u, 2u, 50u, 200u, 300u}) {
    const OwnedBytes text = table_of(dump, {.limit = limit});
    EXPECT_TRUE(whole.starts_with(text));
    const auto lines = static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
    EXPECT_EQ(lines, std::min<std::uint64_t>(limit, 200) + 1);
  }
}

TEST(KeyTable, SaysOfAColumnTheSameWhicheverOthersThereAre) {
  const OwnedBytes dump = mixed_dump(5, 300);
  const std::vector<KeyColumn> all = columns_of(KeyStyle::rdbtools);
  const std::vector<Cells> rows = rows_of(table_of(dump, {.format = TableFormat::tsv}));
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::vector<Cells> alone =
        rows_of(table_of(dump, {.columns = {all[i]}, .format = TableFormat::tsv}));
    ASSERT_EQ(alone.size(), rows.size());
    for (std::size_t j = 0; j < rows.size(); ++j) {
      EXPECT_EQ(alone[j], Cells{rows[j][i]}) << name_of(all[i]);
    }
  }
}

// An expiry may be any number, and the clock, too.
TEST(KeyTable, HasATimeLeftForEveryExpiry) {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  const auto ttl = [](std::int64_t expiry, std::int64_t now_ms) {
    const OwnedBytes dump =
        rdb::testing::DumpBuilder().expire_ms(expiry).key(0, "k").string("v").finish();
    return table_of(dump, {.columns = {KeyColumn::ttl}, .now_ms = now_ms});
  };
  EXPECT_EQ(ttl(1000, 400), "ttl\n600\n");
  EXPECT_EQ(ttl(kLeast, 1), "ttl\n" + std::to_string(kLeast) + "\n");
  EXPECT_EQ(ttl(kMost, -1), "ttl\n" + std::to_string(kMost) + "\n");
}

TEST(KeyTable, OfAnotherStyleHasItsColumns) {
  rdb::testing::DumpBuilder dump("REDIS0010");
  dump.aux("redis-ver", "7.0.15").select_db(2);
  dump.expire_ms(1'371'427'201'999).key(0, "a,b").string(OwnedBytes(1900, 'v'));
  dump.key(0, "half")
      .string(OwnedBytes(1400, 'v'))
      .key(0, "large")
      .string(OwnedBytes(3'000'000, 'v'));
  dump.key(4, "h").length(1).string("f").string("v");
  dump.key(5, "z").length(1).string("m").little_endian(std::uint64_t{0});
  dump.key(18, "l").length(1).length(1).string("item");
  EXPECT_EQ(table_of(dump.finish(), {.columns = columns_of(KeyStyle::hdt)}),
            "database,key,type,size,size_readable,element_count,encoding,expiration\n"
            "2,\"a,b\",string,2096,2K,0,string,2013-06-17T00:00:01Z\n"
            "2,half,string,1584,1.5K,0,string,\n"
            "2,large,string,3145776,3M,0,string,\n"
            "2,h,hash,64,64B,1,hash,\n"
            "2,z,zset,64,64B,1,zset2,\n"
            "2,l,list,136,136B,1,quicklist2,\n");
}

TEST(KeyColumns, AreKnownByTheirNames) {
  for (const KeyStyle style : {KeyStyle::rdbtools, KeyStyle::hdt}) {
    for (const KeyColumn column : columns_of(style)) {
      if (column == KeyColumn::hdt_encoding) continue;
      EXPECT_EQ(find_key_column(name_of(column)), column);
    }
  }
  EXPECT_EQ(parse_key_columns("slot,key"),
            (std::vector<KeyColumn>{KeyColumn::slot, KeyColumn::key}));
}

TEST(KeyColumns, ThatAreMistypedAreNamed) {
  const auto complaint = [](const std::string& names) {
    try {
      parse_key_columns(names);
    } catch (const UsageError& error) {
      return std::string(error.what()) + "; " + error.hint();
    }
    return std::string();
  };
  EXPECT_EQ(complaint("key,memory_usge"),
            "\"memory_usge\" is no column; did you mean \"memory_usage\"?");
  EXPECT_EQ(complaint("key,ttl,key"), "\"key\" comes twice; ");
  EXPECT_NE(complaint("key,,ttl").find("they are: database, type, key"), std::string::npos);
  EXPECT_NE(complaint("").find("they are: "), std::string::npos);
}

TEST(KeyColumns, CostWhatTheyMustBeReadFor) {
  using Columns = std::vector<KeyColumn>;
  const auto costs = [](const Columns& columns) { return parts_of(columns).cost; };
  const auto decodes = [](const Columns& columns) { return parts_of(columns).largest; };
  const Columns light = parse_key_columns("database,type,key,encoding,expiry,serialized,ttl,slot");
  EXPECT_FALSE(costs(light));
  EXPECT_FALSE(decodes(light));
  EXPECT_TRUE(costs({KeyColumn::num_elements}));
  EXPECT_FALSE(decodes({KeyColumn::num_elements, KeyColumn::memory_usage}));
  EXPECT_TRUE(decodes({KeyColumn::len_largest_element}));
  EXPECT_FALSE(costs({KeyColumn::len_largest_element}));
  EXPECT_TRUE(decodes(columns_of(KeyStyle::rdbtools)));
  EXPECT_FALSE(decodes(columns_of(KeyStyle::hdt)));
}

TEST(KeySort, TakesColumnsWithFigures) {
  EXPECT_EQ(parse_key_sort("memory").column, KeyColumn::memory_usage);
  EXPECT_FALSE(parse_key_sort("memory").is_ascending);
  EXPECT_TRUE(parse_key_sort("ttl:asc").is_ascending);
  for (const char* const wrong : {"type", "memmory", "memory:up", "memory:", ""}) {
    EXPECT_THROW(parse_key_sort(wrong), UsageError) << wrong;
  }
}

}  // namespace
}  // namespace rdbmill
