#include "librdb/key/key_template.h"

#include <gtest/gtest.h>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

KeyTemplate without(Bytes pattern_text, Bytes field) {
  const auto pattern = KeyPattern::compile(pattern_text);
  return KeyTemplate::without_field(pattern, pattern.index_of(field).value());
}

KeyTemplate with(Bytes text, Bytes pattern_text, Bytes field, bool lossy = false) {
  const auto pattern = KeyPattern::compile(pattern_text);
  return KeyTemplate::compile(text, pattern, pattern.index_of(field).value(), lossy);
}

std::optional<OwnedBytes> rendered(const KeyTemplate& to, Bytes pattern_text, Bytes key) {
  const auto pattern = KeyPattern::compile(pattern_text);
  std::vector<Bytes> parts(pattern.names().size());
  if (!pattern.match(key, parts) || !to.can_render(parts)) return std::nullopt;
  OwnedBytes out;
  to.render(parts, out);
  EXPECT_TRUE(to.recognises(out)) << escaped(out);
  if (to.is_cut()) {
    OwnedBytes cut(key);
    const Bytes run = to.cut_of(parts);
    cut.erase(static_cast<std::size_t>(run.data() - key.data()), run.size());
    EXPECT_EQ(cut, out);
  }
  return out;
}

TEST(KeyTemplate, TheFieldGoesWithTheSeparatorAfterIt) {
  EXPECT_EQ(without("{a}:{b}:{c}", "b").text(), "{a}:{c}");
  EXPECT_EQ(without("{a}:{b}:{c}", "a").text(), "{b}:{c}");
  EXPECT_EQ(without("{a}:{b}::{c}", "b").text(), "{a}::{c}");
  EXPECT_EQ(without("x:{f}:end", "f").text(), "x:end");
}

TEST(KeyTemplate, TheLastFieldGoesWithTheSeparatorBeforeIt) {
  EXPECT_EQ(without("{a}:{b}:{c}", "c").text(), "{a}:{b}");
  EXPECT_EQ(without("user:{id}", "id").text(), "user");
  EXPECT_EQ(without("{{{a}}}:{f}", "f").text(), "{{{a}}}");
}

TEST(KeyTemplate, AsksForATemplateWhereTheRuleWouldDoHarm) {
  for (const auto& [pattern, field] : {std::pair("{{{f}}}:{a}", "f"), std::pair("{f}", "f"),
                                       std::pair(":{f}", "f"), std::pair("{a}:{{{f}", "f")}) {
    try {
      without(pattern, field);
      ADD_FAILURE() << pattern << " was accepted";
    } catch (const InvalidArgument& error) {
      EXPECT_NE(error.reason().find("--key-template"), OwnedBytes::npos) << error.reason();
    }
  }
}

TEST(KeyTemplate, RefusesWithThePosition) {
  const auto position = [](Bytes text, bool lossy = false) -> std::size_t {
    try {
      with(text, "{a}:{b}:{c}", "b", lossy);
    } catch (const InvalidArgument& error) {
      return error.position();
    }
    return InvalidArgument::kNoPosition;
  };
  EXPECT_EQ(position("{c}:{a}"), InvalidArgument::kNoPosition);
  EXPECT_EQ(position("x{c}"), 4U) << "loses {a}";
  EXPECT_EQ(position("x{c}", true), InvalidArgument::kNoPosition);
  EXPECT_EQ(position("{a}:{b}:{c}"), 4U) << "uses the field";
  EXPECT_EQ(position("{a}:{zz}:{c}"), 4U) << "unknown";
  EXPECT_EQ(position("{{b}}{a}:{b}:{c}"), 9U) << "the first {b} is a literal";
  EXPECT_EQ(position("{a}{c}"), 3U) << "adjacent";
  EXPECT_EQ(position("", true), 0U);
}

TEST(KeyTemplate, RendersAndRecognises) {
  const Bytes pattern = "{a}:{b}:{c}";
  EXPECT_EQ(rendered(without(pattern, "b"), pattern, "1:2:3"), "1:3");
  EXPECT_EQ(rendered(without(pattern, "a"), pattern, ":2:3"), "2:3");
  EXPECT_EQ(rendered(without(pattern, "c"), pattern, "1:2:3"), "1:2");
  EXPECT_EQ(rendered(without("x:{f}:end", "f"), "x:{f}:end", "x:9:end"), "x:end");
  EXPECT_EQ(rendered(with("h/{c}/{a}", pattern, "b"), pattern, "1:2:3"), "h/3/1");
  EXPECT_FALSE(without(pattern, "b").recognises("1:2:3"));
  EXPECT_FALSE(without(pattern, "b").recognises("1"));
}

TEST(KeyTemplate, OnlyWhatTheOldFormCouldGiveIsRecognised) {
  // "{a}" alone would take every key of the dump for a target.
  const auto to = without("{a}:{b}", "b");
  EXPECT_TRUE(to.recognises("user"));
  EXPECT_FALSE(to.recognises("user:17"));
  const auto other = with("{c}/{a}", "{a}:{b}:{c}", "b");
  EXPECT_TRUE(other.recognises("3/1"));
  EXPECT_FALSE(other.recognises("3:4/1"));
}

TEST(KeyTemplate, PartsThatHoldTheNewSeparatorAreNotRendered) {
  // Without the guard "1-2" + "3" and "1" + "2-3" would become the same key.
  const auto to = with("{a}-{c}", "{a}:{b}:{c}", "b");
  EXPECT_EQ(rendered(to, "{a}:{b}:{c}", "1:x:2"), "1-2");
  EXPECT_EQ(rendered(to, "{a}:{b}:{c}", "1-2:x:3"), std::nullopt);
  EXPECT_EQ(rendered(to, "{a}:{b}:{c}", "1:x:2-3"), std::nullopt);
  // Here the rule itself changes the separator of {c}.
  const auto cut = without("{a}:{b}-{c}", "b");
  EXPECT_EQ(cut.text(), "{a}:{c}");
  EXPECT_EQ(rendered(cut, "{a}:{b}-{c}", "x:1-y"), "x:y");
  EXPECT_EQ(rendered(cut, "{a}:{b}-{c}", "x:1-y:z"), std::nullopt);
}

}  // namespace
}  // namespace rdb
