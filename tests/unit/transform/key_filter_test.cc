// Which keys a filter lets through.
#include "librdb/transform/key_filter.h"

#include <gtest/gtest.h>

#include "librdb/base/errors.h"
#include "librdb/event/text_sink.h"
#include "librdb/key/glob.h"

namespace rdb {
namespace {

struct Key {
  Bytes name = "user:17";
  ObjectType type = ObjectType::string;
  std::uint32_t db = 0;
  Attributes attributes;
  std::uint64_t value_bytes = 100;
};

bool fits(const KeyFilterRules& rules, const Key& key) {
  OwnedBytes text;
  TextSink sink(text, Interest::raw);
  KeyFilter filter(sink, rules);
  Entry entry;
  entry.key = key.name;
  entry.type = key.type;
  entry.db = key.db;
  entry.attributes = key.attributes;
  entry.value_bytes = key.value_bytes;
  return !filter.enter(entry).empty();
}

TEST(KeyFilterTest, ByName) {
  KeyFilterRules rules;
  EXPECT_TRUE(fits(rules, {}));
  rules.prefixes = {"page:", "user:"};
  EXPECT_TRUE(fits(rules, {}));
  EXPECT_FALSE(fits(rules, {.name = "session:1"}));
  rules.patterns = {":1[0-9]$"};
  EXPECT_TRUE(fits(rules, {}));
  EXPECT_FALSE(fits(rules, {.name = "user:7"}));
  rules.not_patterns = {"17"};
  EXPECT_FALSE(fits(rules, {}));
  EXPECT_TRUE(fits({.patterns = {"^\xff.$"}}, {.name = Bytes("\xff\n", 2)}));
  EXPECT_THROW(fits({.patterns = {"("}}, {}), InvalidArgument);

  EXPECT_TRUE(fits({.globs = {"x", "u*r:??"}}, {}));
  KeyFilterRules exact;
  exact.keys = {"user:17", "b"};
  EXPECT_TRUE(fits(exact, {}));
  EXPECT_FALSE(fits(exact, {.name = "user:1"}));
  exact.not_keys = {"user:17"};
  EXPECT_FALSE(fits(exact, {}));
}

TEST(KeyFilterTest, ByTypeDatabaseAndSize) {
  EXPECT_FALSE(fits({.types = {ObjectType::hash}}, {}));
  EXPECT_TRUE(fits({.types = {ObjectType::hash, ObjectType::string}}, {}));
  EXPECT_FALSE(fits({.not_types = {ObjectType::string}}, {}));
  EXPECT_FALSE(fits({.databases = {1, 2}}, {}));
  EXPECT_TRUE(fits({.databases = {1, 2}}, {.db = 2}));
  EXPECT_FALSE(fits({.not_databases = {0}}, {}));
  KeyFilterRules rules;
  rules.value_bytes = {100, 100};
  EXPECT_TRUE(fits(rules, {}));
  EXPECT_FALSE(fits(rules, {.value_bytes = 101}));
  EXPECT_FALSE(fits(rules, {.value_bytes = 99}));
}

TEST(KeyFilterTest, ByExpiryAndUse) {
  using Kind = ExpiryRule::Kind;
  Key none, expired, soon;
  expired.attributes.expire_ms = 1000;
  soon.attributes.expire_ms = 1500;
  const auto matches = [](ExpiryRule rule, const Key& key) {
    KeyFilterRules rules;
    rules.expiry = rule;
    rules.now_ms = 1000;
    return fits(rules, key);
  };
  EXPECT_TRUE(matches({Kind::none, {}}, none));
  EXPECT_FALSE(matches({Kind::none, {}}, soon));
  EXPECT_TRUE(matches({Kind::any, {}}, expired));
  EXPECT_FALSE(matches({Kind::any, {}}, none));
  EXPECT_TRUE(matches({Kind::expired, {}}, expired));
  EXPECT_FALSE(matches({Kind::expired, {}}, soon));
  EXPECT_TRUE(matches({Kind::left, {{}, 500}}, soon));
  EXPECT_FALSE(matches({Kind::left, {{}, 499}}, soon));
  EXPECT_FALSE(matches({Kind::left, {{}, 500}}, expired));
  EXPECT_FALSE(matches({Kind::left, {{}, 500}}, none));

  KeyFilterRules clockless;
  clockless.expiry = ExpiryRule{Kind::any, {}};
  EXPECT_TRUE(fits(clockless, soon));
  clockless.expiry = ExpiryRule{Kind::expired, {}};
  EXPECT_FALSE(fits(clockless, none));
  EXPECT_THROW(fits(clockless, soon), Refused);

  Key used;
  used.attributes.idle_seconds = 60;
  used.attributes.frequency = 9;
  KeyFilterRules idle, frequent;
  idle.idle_seconds = {60, {}};
  frequent.frequency = {{}, 8};
  EXPECT_TRUE(fits(idle, used));
  EXPECT_FALSE(fits(idle, none));
  EXPECT_FALSE(fits(frequent, used));
}

TEST(KeyFilterTest, BySlotAndSample) {
  KeyFilterRules slots;
  slots.slots = {{12182, 12182}};
  EXPECT_TRUE(fits(slots, {.name = "foo"}));
  EXPECT_FALSE(fits(slots, {.name = "bar"}));
  KeyFilterRules tenth;
  tenth.sample = {1, 10, 3};
  int kept = 0;
  for (int i = 0; i < 10000; ++i) {
    const OwnedBytes name = "key:" + std::to_string(i);
    const bool is_in = fits(tenth, {.name = name});
    kept += is_in;
    EXPECT_EQ(fits(tenth, {.name = name, .db = 3}), is_in);
  }
  EXPECT_GT(kept, 800);
  EXPECT_LT(kept, 1200);
}

TEST(Glob, MatchesAsKeysDoes) {
  struct Case {
    Bytes pattern, key;
    bool matches;
  };
  for (const Case& c : {Case{"*", "", true},
                        Case{"", "", true},
                        Case{"", "a", false},
                        Case{"h?llo", "hello", true},
                        Case{"h?llo", "hllo", false},
                        Case{"h*llo", "heeeello", true},
                        Case{"h[ae]llo", "hallo", true},
                        Case{"h[ae]llo", "hillo", false},
                        Case{"h[^e]llo", "hbllo", true},
                        Case{"h[^e]llo", "hello", false},
                        Case{"h[a-b]llo", "hbllo", true},
                        Case{"h[b-a]llo", "hallo", true},
                        Case{"\\*", "*", true},
                        Case{"\\*", "a", false},
                        Case{"[\\]]", "]", true},
                        Case{"[abc", "b", true},
                        Case{"a*b*c", "aXbXbXc", true},
                        Case{"a*b*c", "aXbXbX", false},
                        Case{"*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
                        Case{"a\\", "a\\", true}}) {
    EXPECT_EQ(glob_matches(c.pattern, c.key), c.matches) << c.pattern << ' ' << c.key;
  }
}

}  // namespace
}  // namespace rdb
