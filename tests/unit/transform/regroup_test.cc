#include "librdb/transform/regroup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/transform/regroup_fixture.h"

namespace rdb {
namespace {

using ::testing::HasSubstr;
using testing::regroup_error;
using testing::regrouped;
using testing::RegroupSetting;
using OnConflict = FieldConflict;
using Reason = RegroupStats::Reason;

RegroupOptions options_of(const char* pattern, const char* field) {
  RegroupOptions options;
  options.rules.resize(1);
  options.rules[0].pattern = pattern;
  options.rules[0].field = field;
  return options;
}

RegroupOptions by_article() { return options_of("{site}:{article}:{day}", "article"); }

RegroupOptions on_conflict(OnConflict policy) {
  RegroupOptions options = by_article();
  options.rules[0].on_conflict = policy;
  return options;
}

/// A dump of redis 11 around the lines of keys.
std::string dump(const std::string& keys) {
  return "header REDIS 11\naux \"ctime\" \"1000\"\nselect-db 0\n" + keys + "finish\n";
}

std::string counter(const std::string& key, const std::string& value,
                    const std::string& attributes = "") {
  return "key \"" + key + "\" string 0 string" + attributes + "\n  string " + value + "\n";
}

/// What lies between the head of the output and its end.
std::string keys_of(const std::string& text) {
  const std::string head = "select-db 0\n";
  const auto from = text.find(head) + head.size();
  return text.substr(from, text.rfind("finish") - from);
}

TEST(Regroup, FlatKeysBecomeHashes) {
  const auto result = regrouped(by_article(), R"(
    header REDIS 11
    aux "ctime" "1700000000"
    select-db 0
    resize-db 4 0
    key "news:17:mon" string 0 string
      string 5
    key "news:18:mon" string 0 string
      string "-6"
    key "news:x y:mon" string 0 string
      string 7
    key "other" string 0 string
      string "text"
    finish
  )");
  EXPECT_EQ(result.text, R"(header REDIS 11
aux "ctime" "1700000000"
select-db 0
key "other" string 0 string
  string "text"
key "news:mon" hash 4 hash
  begin 3
  field "17" 5
  field "18" -6
  field "x y" 7
  end
finish
)");
  EXPECT_EQ(result.stats.keys, 4U);
  EXPECT_EQ(result.stats.matched, 3U);
  EXPECT_EQ(result.stats.hashes, 1U);
  EXPECT_EQ(result.stats.fields, 3U);
  EXPECT_EQ(result.stats.of(Reason::parts).sample, "other");
  EXPECT_EQ(to_decimal(result.stats.sum_in), "6");
  EXPECT_EQ(to_decimal(result.stats.sum_out), "6");
  EXPECT_GT(result.stats.memory_peak, 0U);
}

TEST(Regroup, KeysAreBytesAndPartsMayBeEmpty) {
  const auto result = regrouped(by_article(), dump(counter("*:\\x00\\x0a:\\xff", "1") +
                                                   counter("*::\\xff", "2") + counter("::", "3")));
  EXPECT_THAT(result.text, HasSubstr("key \"*:\\xff\" hash 4 hash\n  begin 2\n"
                                     "  field \"\\x00\\x0a\" 1\n  field \"\" 2\n  end\n"));
  EXPECT_THAT(result.text, HasSubstr("key \":\" hash 4 hash\n  begin 1\n  field \"\" 3\n"));
}

TEST(Regroup, HashTagsStay) {
  const auto result = regrouped(options_of("{{{user}}}:{counter}", "counter"),
                                dump(counter("{7}:a", "1") + counter("{7}:b", "2")));
  EXPECT_THAT(result.text, HasSubstr("key \"{7}\" hash"));
}

TEST(Regroup, ShapesAreSaid) {
  std::string text;
  TextSink sink(text, Interest::elements);
  TempSpoolFactory spools("/tmp");
  const RegroupStage stage(sink, by_article(), nullptr, spools);
  EXPECT_EQ(stage.rules()[0].pattern().text(), "{site}:{article}:{day}");
  EXPECT_EQ(stage.rules()[0].key_template().text(), "{site}:{day}");
  RegroupOptions unknown = by_article();
  unknown.rules[0].field = "author";
  EXPECT_THROW(RegroupStage(sink, unknown, nullptr, spools), InvalidArgument);
}

TEST(Regroup, OnlyIntegersUnlessAnyValueWill) {
  const std::string input =
      dump(counter("a:1:m", "\"007\"") + counter("a:2:m", "\"x\"") + counter("a:3:m", "\"8\""));
  const auto integers = regrouped(by_article(), input);
  EXPECT_EQ(integers.stats.of(Reason::value).keys, 2U);
  EXPECT_EQ(integers.stats.of(Reason::value).sample, "a:1:m");
  EXPECT_EQ(keys_of(integers.text), counter("a:1:m", "\"007\"") + counter("a:2:m", "\"x\"") +
                                        "key \"a:m\" hash 4 hash\n  begin 1\n  field \"3\" 8\n"
                                        "  end\n");
  RegroupOptions any = by_article();
  any.rules[0].values = RegroupRule::Values::any;
  const auto all = regrouped(any, input);
  EXPECT_EQ(all.stats.matched, 3U);
  EXPECT_EQ(to_decimal(all.stats.sum_in), "8");
  EXPECT_THAT(all.text, HasSubstr("field \"1\" \"007\"\n  field \"2\" \"x\"\n  field \"3\" 8\n"));
}

TEST(Regroup, StreamedValuesAreTakenWhole) {
  RegroupOptions any = by_article();
  any.rules[0].values = RegroupRule::Values::any;
  const std::string value(300, 'v');
  const auto result = regrouped(any, dump(counter("a:1:m", '"' + value + '"')),
                                {.reader = {.piece_bytes = 7, .sizes_known = false}});
  EXPECT_THAT(result.text, HasSubstr("field \"1\" \"" + value + "\""));
}

TEST(Regroup, AnExpiryKeepsAKeyFlat) {
  const std::string input = dump(counter("a:1:m", "1", " expire=1000001") +
                                 counter("a:2:m", "2", " expire=1000000") + counter("a:3:m", "3"));
  const auto left = regrouped(by_article(), input);
  EXPECT_EQ(left.stats.of(Reason::expiry).keys, 2U);
  EXPECT_EQ(left.stats.matched, 1U);
  RegroupOptions drop = by_article();
  drop.rules[0].group_ttl = GroupTtl::drop;
  const auto dropped = regrouped(drop, input);  // the dump was made at 1000 s
  EXPECT_EQ(dropped.stats.matched, 2U);
  EXPECT_EQ(dropped.stats.of(Reason::expired).sample, "a:2:m");
  EXPECT_THAT(dropped.text, HasSubstr(counter("a:2:m", "2", " expire=1000000")));
  drop.now_ms = 2'000'000;
  EXPECT_EQ(regrouped(drop, input).stats.of(Reason::expired).keys, 2U);
}

TEST(Regroup, AsksForTheTimeWhereItIsNeeded) {
  RegroupOptions drop = by_article();
  drop.rules[0].group_ttl = GroupTtl::drop;
  const std::string head = "header REDIS 11\nselect-db 0\n";
  EXPECT_THAT(regroup_error<Refused>(drop, head + counter("a:1:m", "1", " expire=5") + "finish\n"),
              HasSubstr("--now"));
  EXPECT_EQ(regroup_error<Refused>(drop, head + counter("a:1:m", "1") + "finish\n"), "");
}

TEST(Regroup, TheRestIsPassedDroppedOrRefused) {
  const std::string list = "key \"l\" list 18 list_quicklist_2\n  begin 1\n  item \"x\"\n  end\n";
  const std::string input = dump(list + counter("a:1:m", "1") + counter("b", "2"));
  RegroupOptions options = by_article();
  EXPECT_THAT(regrouped(options, input).text, HasSubstr(list + counter("b", "2")));
  options.rest = RegroupOptions::Rest::drop;
  const auto dropped = regrouped(options, input);
  EXPECT_EQ(keys_of(dropped.text), "key \"a:m\" hash 4 hash\n  begin 1\n  field \"1\" 1\n  end\n");
  EXPECT_EQ(dropped.stats.dropped, 2U);
  options.rest = RegroupOptions::Rest::fail;
  EXPECT_THAT(regroup_error<Refused>(options, input),
              HasSubstr("\"l\" cannot be regrouped (type)"));
}

TEST(Regroup, APartThatHoldsTheNewSeparatorKeepsAKeyFlat) {
  RegroupOptions options = by_article();
  options.rules[0].key_template = "{site}-{day}";
  const auto result = regrouped(options, dump(counter("a:1:m", "1") + counter("a-b:1:m", "2")));
  EXPECT_EQ(result.stats.of(Reason::ambiguous).sample, "a-b:1:m");
  EXPECT_THAT(result.text, HasSubstr("key \"a-m\" hash"));
}

TEST(Regroup, TheSameFieldTwice) {
  const std::string input =
      dump(counter("a:1:m", "5") + counter("a:2:m", "6") + counter("a:1:m", "7"));
  EXPECT_THAT(regroup_error<Refused>(by_article(), input),
              AllOf(HasSubstr("field \"1\""), HasSubstr("\"a:m\""), HasSubstr("--on-conflict")));
  const auto check = [&](OnConflict policy, const char* value, const char* discarded) {
    const auto result = regrouped(on_conflict(policy), input);
    EXPECT_EQ(keys_of(result.text), std::string("key \"a:m\" hash 4 hash\n  begin 2\n  field "
                                                "\"1\" ") +
                                        value + "\n  field \"2\" 6\n  end\n");
    EXPECT_EQ(to_decimal(result.stats.sum_in), "18");
    EXPECT_EQ(to_decimal(result.stats.sum_discarded), discarded);
    EXPECT_EQ(result.stats.sum_in, result.stats.sum_out + result.stats.sum_discarded);
    EXPECT_EQ(result.stats.conflicts, 1U);
  };
  check(OnConflict::first, "5", "7");
  check(OnConflict::last, "7", "5");
  check(OnConflict::sum, "12", "0");
}

TEST(Regroup, SumsThatCannotBeAreRefused) {
  const std::string overflow =
      dump(counter("a:1:m", "9223372036854775807") + counter("a:1:m", "1"));
  EXPECT_THAT(regroup_error<Refused>(on_conflict(OnConflict::sum), overflow),
              HasSubstr("does not fit into 64 bits"));
  RegroupOptions any = on_conflict(OnConflict::sum);
  any.rules[0].values = RegroupRule::Values::any;
  EXPECT_THAT(regroup_error<Refused>(any, dump(counter("a:1:m", "\"x\"") + counter("a:1:m", "1"))),
              HasSubstr("not both integers"));
}

TEST(Regroup, SumsAreWide) {
  const std::string most = "9223372036854775807";
  const auto result = regrouped(
      by_article(), dump(counter("a:1:m", most) + counter("a:2:m", most) + counter("b:3:m", most)));
  EXPECT_EQ(to_decimal(result.stats.sum_out), "27670116110564327421");
  EXPECT_EQ(to_decimal(-result.stats.sum_in), "-27670116110564327421");
}

// ---- keys that are there already ---------------------------------------------------------------

const char kExisting[] =
    "key \"a:m\" hash 4 hash\n  begin 2\n  field \"9\" 1\n  field \"1\" 2\n  end\n";

TEST(Regroup, AnExistingHashIsUnited) {
  // It stands behind the flat keys and counts as earliest all the same.
  const std::string input = dump(counter("a:1:m", "10") + counter("a:3:m", "4") + kExisting);
  EXPECT_THAT(regroup_error<Refused>(by_article(), input),
              AllOf(HasSubstr("\"a:m\""), HasSubstr("--on-conflict")));
  const auto check = [&](OnConflict policy, const char* value) {
    const auto result = regrouped(on_conflict(policy), input);
    EXPECT_EQ(keys_of(result.text),
              std::string("key \"a:m\" hash 4 hash\n  begin 3\n  field \"9\" 1\n  field \"1\" ") +
                  value + "\n  field \"3\" 4\n  end\n");
    EXPECT_EQ(to_decimal(result.stats.sum_in), "17");
    EXPECT_EQ(result.stats.sum_in, result.stats.sum_out + result.stats.sum_discarded);
    EXPECT_EQ(result.stats.united, 1U);
  };
  check(OnConflict::first, "2");
  check(OnConflict::last, "10");
  check(OnConflict::sum, "12");
}

TEST(Regroup, ARawHashIsUnitedThroughTheDecoder) {
  // Type 4: two pairs, "9" → "1" and "1" → 2 as int8.
  const std::string raw = "key \"a:m\" hash 4 hash\n  raw \"\\x02\\x019\\x011\\x011\\xc0\\x02\"\n";
  const auto result = regrouped(on_conflict(OnConflict::sum), dump(raw + counter("a:1:m", "10")));
  EXPECT_EQ(keys_of(result.text),
            "key \"a:m\" hash 4 hash\n  begin 2\n  field \"9\" 1\n  field \"1\" 12\n  end\n");
}

TEST(Regroup, OtherExistingKeysUnderANewNameAreRefused) {
  const std::string flat = counter("a:1:m", "10");
  const auto error = [&](const std::string& existing) {
    return regroup_error<Refused>(on_conflict(OnConflict::first), dump(flat + existing));
  };
  EXPECT_THAT(error(counter("a:m", "1")), HasSubstr("\"a:m\" is a string"));
  EXPECT_THAT(error("key \"a:m\" set 2 set\n  begin 1\n  member \"x\"\n  end\n"),
              HasSubstr("is a set"));
  EXPECT_THAT(error("key \"a:m\" hash 4 hash expire=99\n  begin 1\n  field \"9\" 1\n  end\n"),
              HasSubstr("has an expiry"));
  EXPECT_THAT(error("key \"a:m\" hash 4 hash\n  begin 1\n  field \"9\" 1 expire=5\n  end\n"),
              HasSubstr("fields with an expiry"));
  EXPECT_THAT(error(std::string(kExisting) + kExisting), HasSubstr("2 times"));
}

TEST(Regroup, KeysThatOnlyCouldBeUnderANewNameLeaveAsTheyCame) {
  const std::string set = "key \"b:m\" set 2 set\n  begin 1\n  member \"x\"\n  end\n";
  const std::string twice = counter("c:m", "1", " expire=7") + counter("c:m", "\"2x\"");
  const std::string zset = "key \"d:m\" zset 5 zset_2\n  begin 1\n  scored \"x\" 1.5\n  end\n";
  const std::string stream =
      "key \"e:m\" stream 21 stream_listpacks_3\n  begin 1\n  entry 1-2 1\n  pair \"f\" 7\n"
      "  info 1 1-2 1-2 0-0 1\n  group \"g\" 1-2 1\n  pending 1-2 99 1\n"
      "  consumer \"c\" 99 99\n  owns 1-2\n  end\n";
  const std::string list = "key \"f:m\" list 18 list_quicklist_2\n  begin 1\n  item \"x\"\n  end\n";
  const auto result =
      regrouped(by_article(), dump(set + twice + zset + stream + list + counter("a:1:m", "1")));
  for (const std::string& key : {set, twice, zset, stream, list}) {
    EXPECT_THAT(result.text, HasSubstr(key));
  }
  EXPECT_EQ(result.stats.untouched, 6U);
  EXPECT_EQ(result.stats.united, 0U);
}

TEST(Regroup, HeldRawValuesKeepTheirBytesAndAttributes) {
  const std::string head = "key \"b:m\" hash 4 hash expire=5000000 idle=7\n";
  const std::string raw = head + "  raw \"\\x01\\x019\\x011\"\n";
  const auto result =
      regrouped(by_article(), dump(raw + counter("a:1:m", "1")), {.wanted = Interest::raw});
  EXPECT_THAT(result.text, HasSubstr(raw));
  const auto elements = regrouped(by_article(), dump(raw + counter("a:1:m", "1")));
  EXPECT_THAT(elements.text, HasSubstr(head + "  begin 1\n  field \"9\" \"1\"\n  end\n"));
  EXPECT_EQ(elements.stats.untouched, 1U);
}

TEST(Regroup, LargeHeldValuesGoToASpool) {
  const std::string value(kSpoolMemory + 5000, 'v');
  const std::string key = "key \"b:m\" module 7 module_2\n  raw \"" + value + "\"\n";
  for (const bool other_database : {false, true}) {
    const std::string input = dump(
        counter("a:1:m", "1") +
        (other_database ? "select-db 3\nkey \"x\" module 7 module_2 db=3\n  raw \"" + value + "\"\n"
                        : key));
    const auto result =
        regrouped(by_article(), input, {.wanted = Interest::raw, .reader = {.piece_bytes = 65536}});
    EXPECT_EQ(result.text.size() > value.size(), true);
    EXPECT_THAT(result.text, HasSubstr("raw \"" + value + "\"\n")) << other_database;
  }
}

// ---- databases ---------------------------------------------------------------------------------

TEST(Regroup, DatabasesLeaveOneAfterTheOther) {
  const auto db_counter = [](const char* key, const char* value, const char* db) {
    return counter(key, value, std::string(" db=") + db);
  };
  const auto result =
      regrouped(by_article(), "header REDIS 11\nselect-db 2\n" + db_counter("p1", "1", "2") +
                                  db_counter("a:1:m", "1", "2") + "select-db 5\n" +
                                  db_counter("a:1:m", "2", "5") + db_counter("p2", "2", "5") +
                                  "select-db 2\n" + db_counter("a:2:m", "3", "2") +
                                  db_counter("p3", "3", "2") + "select-db 5\n" +
                                  db_counter("p4", "\"raw\"", "5") + "finish\n");
  EXPECT_EQ(result.text, R"(header REDIS 11
select-db 2
key "p1" string 0 string db=2
  string 1
key "p3" string 0 string db=2
  string 3
key "a:m" hash 4 hash db=2
  begin 2
  field "1" 1
  field "2" 3
  end
select-db 5
key "p2" string 0 string db=5
  string 2
key "p4" string 0 string db=5
  string "raw"
key "a:m" hash 4 hash db=5
  begin 1
  field "1" 2
  end
finish
)");
}

TEST(Regroup, LeaveComesToThoseWhoNeedIt) {
  const auto result =
      regrouped(by_article(),
                dump(counter("x", "1") + counter("b:m", "2") + counter("a:1:m", "3") +
                     "select-db 1\n" + counter("y", "4", " db=1")),
                {.text = {.needs = {.leave = true}}});  // CheckedSink counts them
  EXPECT_EQ(result.stats.untouched, 1U);
}

TEST(Regroup, ModuleDataBehindTheKeysStaysThere) {
  const auto result = regrouped(
      by_article(),
      dump("module-aux 7 1 \"before\"\n" + counter("a:1:m", "1") + "module-aux 7 2 \"after\"\n"));
  const auto before = result.text.find("module-aux 7 1");
  const auto hash = result.text.find("key \"a:m\"");
  const auto after = result.text.find("module-aux 7 2 \"after\"");
  EXPECT_LT(before, hash);
  EXPECT_LT(hash, after);
  EXPECT_NE(after, std::string::npos);
}

// ---- refusals ----------------------------------------------------------------------------------

TEST(Regroup, NothingMatchedIsRefusedWithTheReasons) {
  const std::string input = dump(counter("a", "1") + counter("b", "1") +
                                 "key \"s\" set 2 set\n  begin 1\n  member \"x\"\n  end\n");
  const auto error = regroup_error<Refused>(by_article(), input);
  EXPECT_THAT(error, AllOf(HasSubstr("does not match the pattern: 2 (e.g. \"a\"); not a string: 1 "
                                     "(e.g. \"s\")"),
                           HasSubstr("--allow-none")));
  RegroupOptions allowed = by_article();
  allowed.allow_none = true;
  EXPECT_EQ(regrouped(allowed, input).stats.keys, 3U);
}

TEST(Regroup, UnderHalfMatchedIsAWarning) {
  EXPECT_THAT(
      regrouped(by_article(), dump(counter("a:1:m", "1") + counter("b", "1") + counter("c", "1")))
          .stats.warning,
      HasSubstr("only 1 of 3"));
  EXPECT_EQ(regrouped(by_article(), dump(counter("a:1:m", "1") + counter("b", "1"))).stats.warning,
            "");
}

TEST(Regroup, AShardKeepsItsKeys) {
  const std::string slot = "aux \"slot-info\" \"1,2,3\"\n";
  const std::string input = dump(slot + counter("a:1:m", "1"));
  EXPECT_THAT(regroup_error<Refused>(by_article(), input),
              AllOf(HasSubstr("new keys belong to other shards"), HasSubstr("\"a:1:m\""),
                    HasSubstr("\"a:m\""), HasSubstr("--any-slot")));
  RegroupOptions any = by_article();
  any.any_slot = true;
  EXPECT_EQ(regrouped(any, input).text.find("slot-info"), std::string::npos);
  EXPECT_EQ(
      regroup_error<Refused>(by_article(), dump("slot-info 1 2 3\n" + counter("{t}:1:m", "1"))), "")
      << "the tag stays";
  EXPECT_THAT(
      regroup_error<Refused>(by_article(), dump("slot-info 1 2 3\n" + counter("a:1:m", "1"))),
      HasSubstr("other shards"));
}

TEST(Regroup, KeyDbMembersThatExpireAreNotReordered) {
  EXPECT_THAT(regroup_error<Unsupported>(by_article(), dump(counter("a:1:m", "1") +
                                                            "aux \"keydb-subexpire-key\" \"x\"\n")),
              HasSubstr("keydb-subexpire-key"));
}

TEST(Regroup, TheMemoryLimitIsMetBeforeItIsPassed) {
  std::string keys;
  for (int i = 0; i < 30000; ++i) {
    keys += counter("site" + std::to_string(i % 700) + ":" + std::to_string(i) + ":day", "1");
  }
  const std::string input = dump(keys);
  const auto free = regrouped(by_article(), input);
  EXPECT_EQ(free.stats.spilled_bytes, 0u) << "small inputs never touch the disk";
  RegroupOptions less = by_article();
  for (const std::uint64_t limit : {free.stats.memory_peak, free.stats.memory_peak - 1,
                                    free.stats.memory_peak / 2, std::uint64_t{200'000}}) {
    less.memory_limit = limit;
    const auto spilled = regrouped(less, input);
    EXPECT_EQ(spilled.text, free.text) << "same bytes for any limit: " << limit;
    EXPECT_LE(spilled.stats.memory_peak, limit);
    const bool must_spill = limit <= free.stats.memory_peak / 2;
    EXPECT_TRUE(!must_spill || spilled.stats.spilled_bytes != 0) << limit;
  }
  for (const std::uint64_t limit : {50'000, 0}) {
    less.memory_limit = limit;
    EXPECT_THAT(regroup_error<LimitExceeded>(less, input), HasSubstr("--memory-limit")) << limit;
  }
}

}  // namespace
}  // namespace rdb
