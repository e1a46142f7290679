#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "librdb/event/stage.h"
#include "librdb/event/text_sink.h"
#include "librdb/io/source.h"
#include "librdb/parse/rdb_reader.h"
#include "tests/support/dump_builder.h"
#include "tests/support/random_bytes.h"

namespace rdb {
namespace {

using testing::DumpBuilder;

// What each string's layout says, one line each. Strings by themselves come by the short way of the
// reader, those that are also wanted raw by the long one.
class Layouts final : public Stage {
 public:
  using Stage::on;
  Layouts(EventSink& next, Interests wanted) : Stage(next), wanted_(wanted) {}
  Needs needs() const override { return {}; }
  Interests enter(const Entry&) override { return wanted_; }
  void on(const RawValue&) override {}
  void on(const PlainElement& event) override {
    lines += std::to_string(static_cast<int>(event.role)) + " " +
             std::to_string(static_cast<int>(event.form)) + " " + std::to_string(event.length) +
             " " + std::to_string(event.is_integer) + " " + std::to_string(event.integer) + " " +
             std::to_string(event.expire_ms) + " " + std::to_string(event.stored_bytes) + "\n";
  }
  void on(const Leave&) override {}

  std::string lines;

 private:
  Interests wanted_;
};

std::string layouts_of(Bytes dump, Interests wanted) {
  OwnedBytes text;
  TextSink unused(text, Interest::layout);
  Layouts layouts(unused, wanted);
  MemorySource source(dump);
  RdbReader(source).run(layouts);
  return layouts.lines;
}

TEST(ShortLayout, SaysWhatTheLongWaySays) {
  std::mt19937_64 random(1);
  DumpBuilder dump;
  dump.select_db(0);
  int key = 0;
  const auto name = [&key] { return "key:" + std::to_string(key++); };
  for (const std::int64_t number : {0L, 1L, -1L, 9L, 10L, 127L, -128L, 128L, 32767L, -32768L,
                                    32768L, 2147483647L, -2147483648L, 99999999L, 100000000L}) {
    dump.key(0, name()).integer(number);
    dump.key(0, name()).string(std::to_string(number));
  }
  for (const char* text : {"", "0", "00", "-0", "+1", "1.0", "9223372036854775807",
                           "9223372036854775808", "-9223372036854775808", "12345678", "1234567a",
                           "01234567", "99999999999999999999", " 1", "1 "}) {
    dump.key(0, name()).string(text);
  }
  for (int i = 0; i < 2000; ++i) {
    std::string text = testing::random_bytes(random() % 70, i + 1);
    if (random() % 2 == 0)
      text = std::to_string(static_cast<std::int64_t>(random() >> random() % 64));
    dump.key(0, name()).string(text);
  }
  const OwnedBytes bytes = dump.finish();
  const std::string by_itself = layouts_of(bytes, Interest::layout);
  EXPECT_EQ(by_itself, layouts_of(bytes, Interest::layout | Interest::raw));
  EXPECT_EQ(static_cast<int>(std::count(by_itself.begin(), by_itself.end(), '\n')), key);
}

}  // namespace
}  // namespace rdb
