#include "librdb/transform/ungroup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "librdb/io/byte_sink.h"
#include "librdb/io/source.h"
#include "librdb/parse/rdb_reader.h"
#include "librdb/write/rdb_writer.h"
#include "tests/unit/transform/ungroup_fixture.h"

namespace rdb {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::ungroup_error;
using testing::ungroup_options;
using testing::ungrouped;
using Reason = UngroupStats::Reason;

std::vector<RegroupRule> by_article() {
  return {{.pattern = "{site}:{article}:{day}", .field = "article"}};
}

std::string dump(const std::string& keys) {
  return "header REDIS 12\naux \"ctime\" \"1000\"\nselect-db 0\n" + keys + "finish\n";
}

std::string hash(const std::string& key, const std::string& fields,
                 const std::string& attributes = "") {
  return "key \"" + key + "\" hash 4 hash" + attributes + "\n  begin ?\n" + fields + "  end\n";
}

TEST(Ungroup, HashesBecomeFlatKeysWhereTheyStood) {
  const auto result = ungrouped(ungroup_options(by_article()), R"(
    header REDIS 12
    aux "ctime" "1700000000"
    select-db 0
    resize-db 3 0
    key "first" string 0 string
      string "text"
    key "news:mon" hash 4 hash
      begin 3
      field "17" 5
      field "x y" -6
      field "" "7"
      end
    key "last:of:all" list 1 list
      begin 1
      item 1
      end
    finish
  )");
  EXPECT_EQ(result.text, R"(header REDIS 12
aux "ctime" "1700000000"
select-db 0
key "first" string 0 string
  string "text"
key "news:17:mon" string 0 string
  string 5
key "news:x y:mon" string 0 string
  string -6
key "news::mon" string 0 string
  string "7"
key "last:of:all" list 1 list
  begin 1
  item 1
  end
finish
)");
  EXPECT_EQ(result.stats.keys, 3U);
  EXPECT_EQ(result.stats.hashes, 1U);
  EXPECT_EQ(result.stats.ungrouped, 1U);
  EXPECT_EQ(result.stats.made, 3U);
  EXPECT_EQ(result.stats.rules[0].keys, 3U);
  EXPECT_EQ(result.stats.of(Reason::type).keys, 2U);
  EXPECT_EQ(to_decimal(result.stats.sum_in), "6");
  EXPECT_EQ(to_decimal(result.stats.sum_out), "6");
}

TEST(Ungroup, WhatCannotBeGivenBackStaysWhole) {
  const std::string whole = hash("a:b", "  field \"1\" 1\n  field \"2\" \"007\"\n") +
                            hash("c:d", "  field \"1\" 1\n  field \"x:y\" 2\n") + hash("e:f", "") +
                            hash("g", "  field \"1\" 1\n") +
                            hash("i:j", "  field \"1\" 1\n", " metadata=\"m\"");
  UngroupOptions options = ungroup_options(by_article());
  options.allow_none = true;
  const auto result = ungrouped(options, dump(whole));
  EXPECT_EQ(result.text, dump(whole));
  EXPECT_EQ(result.stats.of(Reason::value).sample, "a:b");
  EXPECT_EQ(result.stats.of(Reason::field).sample, "c:d");
  EXPECT_EQ(result.stats.of(Reason::empty).sample, "e:f");
  EXPECT_EQ(result.stats.of(Reason::name).sample, "g");
  EXPECT_EQ(result.stats.of(Reason::metadata).sample, "i:j");
  EXPECT_THAT(ungroup_error<Refused>(ungroup_options(by_article()), dump(whole)),
              HasSubstr("no hash was taken apart"));
}

TEST(Ungroup, AnyValueIfTheRuleTakesAny) {
  auto rules = by_article();
  rules[0].values = RegroupRule::Values::any;
  const std::string value(300, 'v');
  const auto result =
      ungrouped(ungroup_options(rules), dump(hash("a:b", "  field \"1\" \"" + value + "\"\n")),
                {.reader = {.piece_bytes = 7, .sizes_known = false}});
  EXPECT_THAT(result.text, HasSubstr("key \"a:1:b\" string 0 string\n  string \"" + value));
}

TEST(Ungroup, TheFirstExpiryOfFieldAndHashCounts) {
  const auto result = ungrouped(
      ungroup_options(by_article()),
      dump(hash("a:b", "  field \"1\" 1 expire=500\n  field \"2\" 2 expire=3000\n  field \"3\" 3\n",
                " expire=2000 idle=9") +
           hash("c:d", "  field \"1\" 1 expire=7\n  field \"2\" 2\n")));
  EXPECT_THAT(result.text, HasSubstr("\"a:1:b\" string 0 string expire=500 idle=9"));
  EXPECT_THAT(result.text, HasSubstr("\"a:2:b\" string 0 string expire=2000 idle=9"));
  EXPECT_THAT(result.text, HasSubstr("\"a:3:b\" string 0 string expire=2000 idle=9"));
  EXPECT_THAT(result.text, HasSubstr("\"c:1:d\" string 0 string expire=7\n"));
  EXPECT_THAT(result.text, HasSubstr("\"c:2:d\" string 0 string\n"));
  EXPECT_EQ(result.stats.expiring, 4U);
}

TEST(Ungroup, AFlatKeyThatIsThereIsAClash) {
  const std::string made = hash("a:b", "  field \"1\" 1\n  field \"2\" 2\n");
  const auto reason = [&](const std::string& other) {
    return ungroup_error<Refused>(ungroup_options(by_article()), dump(made + other));
  };
  EXPECT_THAT(reason("key \"a:2:b\" string 0 string\n  string 9\n"),
              HasSubstr("flat key \"a:2:b\" of database 0 is in the dump already"));
  EXPECT_THAT(reason("key \"a:2:b\" list 1 list\n  begin 1\n  item 1\n  end\n"),
              HasSubstr("is in the dump already"));
  EXPECT_THAT(reason(hash("a:2:b", "  field \"1\" 1\n")), HasSubstr("is in the dump already"));
  EXPECT_THAT(reason(made), HasSubstr("2 flat keys come from two hashes each"));
  EXPECT_EQ(reason("key \"a:3:b\" string 0 string\n  string 9\n"), "");
  EXPECT_EQ(reason("select-db 1\nkey \"a:2:b\" string 0 string db=1\n  string 9\n"), "");
}

TEST(Ungroup, OfSeveralRulesTheFirstThatFitsTakesAHash) {
  const std::vector<RegroupRule> rules = {
      {.pattern = "v:{article}:{day}", .field = "article", .key_template = "h:{day}"},
      {.pattern = "c:{article}:{day}",
       .field = "article",
       .key_template = "h:{day}",
       .values = RegroupRule::Values::any},
      {.pattern = "d:{f}", .field = "f", .key_template = "d", .databases = {3}}};
  const auto result =
      ungrouped(ungroup_options(rules),
                dump(hash("h:mon", "  field \"1\" 5\n") + hash("h:tue", "  field \"1\" \"x\"\n") +
                     hash("d", "  field \"1\" 1\n") + "select-db 3\n" +
                     hash("d", "  field \"1\" 1\n", " db=3")));
  EXPECT_THAT(result.text, HasSubstr("\"v:1:mon\""));
  EXPECT_THAT(result.text, HasSubstr("\"c:1:tue\""));
  EXPECT_THAT(result.text, HasSubstr("key \"d\" hash 4 hash\n"));
  EXPECT_THAT(result.text, HasSubstr("key \"d:1\" string 0 string db=3"));
  EXPECT_EQ(result.stats.ambiguous.keys, 1U);
  EXPECT_EQ(result.stats.ambiguous.sample, "h:mon");
  EXPECT_THAT(result.stats.warning, HasSubstr("more than one rule"));
  // two rules, one flat key
  const std::vector<RegroupRule> two = {
      {.pattern = "{a}:{f}", .field = "f", .key_template = "1{a}"},
      {.pattern = "{a}:{f}", .field = "f", .key_template = "2{a}"}};
  EXPECT_THAT(ungroup_error<Refused>(ungroup_options(two), dump(hash("1x", "  field \"1\" 5\n") +
                                                                hash("2x", "  field \"1\" 5\n"))),
              HasSubstr("flat key \"x:1\" of database 0 comes from two hashes"));
}

TEST(Ungroup, ATemplateThatLosesPlaceholdersIsRefused) {
  auto rules = by_article();
  rules[0].key_template = "{day}";
  rules[0].lossy_key = true;
  EXPECT_THAT(ungroup_error<InvalidArgument>(ungroup_options(rules), dump("")),
              HasSubstr("loses placeholders"));
  EXPECT_THAT(ungroup_error<InvalidArgument>(ungroup_options({}), dump("")), HasSubstr("rule"));
}

TEST(Ungroup, KeysOfOtherShardsAreRefused) {
  const std::string shard =
      "header REDIS 12\nslot-info 1 2 0\n" + hash("a:b", "  field \"1\" 1\n") + "finish\n";
  EXPECT_THAT(ungroup_error<Refused>(ungroup_options(by_article()), shard),
              HasSubstr("other shards"));
  UngroupOptions options = ungroup_options(by_article());
  options.any_slot = true;
  const auto result = ungrouped(options, shard);
  EXPECT_THAT(result.text, HasSubstr("\"a:1:b\""));
  EXPECT_THAT(result.text, Not(HasSubstr("slot-info")));
  EXPECT_NE(
      ungroup_error<Unsupported>(options, "header REDIS 9\naux \"keydb-subexpire-key\" \"f\"\n"),
      "");
}

// Its serialized value goes to a spool and is decoded from there, twice.
TEST(Ungroup, AHashOfAnySizeStreams) {
  constexpr int kFields = 200'000;
  OwnedBytes rdb;
  MemorySink out(rdb);
  TempSpoolFactory spools("/tmp");
  RdbWriter writer(out, {.compression = false, .spools = &spools});
  std::string fields;
  for (int i = 0; i < kFields; ++i) fields += "  field \"" + std::to_string(i) + "\" 7\n";
  const std::string text = dump(hash("a:b", fields));
  TextReader(text).run(writer);
  ASSERT_GT(rdb.size(), std::size_t{1} << 20);

  OwnedBytes result;
  TextSink sink(result, Interest::elements);
  UngroupOptions options = ungroup_options(by_article());
  options.memory_limit = 4 << 20;
  UngroupStage stage(
      sink, options,
      [&](Family family, std::uint32_t version) {
        return make_value_decoder(family, version, {.spools = &spools});
      },
      spools);
  MemorySource source(rdb);
  RdbReader(source).run(stage);
  EXPECT_EQ(stage.stats().made, std::uint64_t{kFields});
  EXPECT_EQ(to_decimal(stage.stats().sum_out), std::to_string(7 * kFields));
  EXPECT_THAT(result, HasSubstr("key \"a:199999:b\" string 0 string\n  string 7\n"));
}

TEST(Ungroup, LeaveIsSaidToThoseWhoNeedIt) {
  const auto result = ungrouped(ungroup_options(by_article()),
                                dump(hash("a:b", "  field \"1\" 1\n") + hash("x", "")),
                                {.text = {.needs = {.leave = true}}});
  EXPECT_THAT(result.text, HasSubstr("  string 1\n  leave 0 0\n"));
}

}  // namespace
}  // namespace rdb
