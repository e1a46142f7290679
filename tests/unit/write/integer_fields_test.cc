// Integer fields said at once are written as they are one by one, whatever the target, the limits
// and the number of fields.
#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "librdb/base/integer_text.h"
#include "librdb/write/json_writer.h"
#include "librdb/write/resp_writer.h"
#include "tests/unit/write/feed.h"

namespace rdb {
namespace {

using Integers = std::vector<std::pair<std::int64_t, std::int64_t>>;

Integers some_integers(std::size_t count, std::mt19937_64& random) {
  Integers fields;
  for (std::size_t i = 0; i < count; ++i) {
    const auto name = static_cast<std::int64_t>(random() >> random() % 64);
    const auto value = static_cast<std::int64_t>(random() >> random() % 64);
    fields.emplace_back(random() % 4 == 0 ? -name : name, random() % 4 == 0 ? -value : value);
  }
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  if (count > 2) fields[1] = {kLeast, std::numeric_limits<std::int64_t>::max()};
  return fields;
}

// In pieces, as a producer is free to choose, or one by one.
void say_hash(EventSink& sink, const Integers& fields, std::size_t piece) {
  Entry entry;
  entry.key = "h";
  entry.type = ObjectType::hash;
  entry.type_byte = type_byte::kHash;
  if (sink.enter(entry).empty()) return;
  sink.on(CollectionBegin{.count = fields.size()});
  for (std::size_t i = 0; i < fields.size(); i += std::max<std::size_t>(piece, 1)) {
    if (piece != 0) {
      const std::size_t count = std::min(piece, fields.size() - i);
      sink.on_integers({{}, std::span(fields).subspan(i, count)});
      continue;
    }
    const IntegerText text(fields[i].first);
    sink.on(HashField{{}, text.bytes(), Payload::integer(fields[i].second)});
  }
  sink.on(CollectionEnd{});
  if (sink.needs().leave) sink.on(Leave{});
}

template <typename MakeWriter>
OwnedBytes written(MakeWriter make, const Integers& fields, std::size_t piece) {
  OwnedBytes out;
  MemorySink bytes(out);
  TempSpoolFactory spools("/tmp");
  auto writer = make(bytes, spools);
  writer.on(Header{.version = 12});
  say_hash(writer, fields, piece);
  writer.on(Finish{});
  return out;
}

template <typename MakeWriter>
void expect_same(MakeWriter make) {
  std::mt19937_64 random(7);
  for (const std::size_t count : {1, 2, 3, 31, 32, 33, 500, 512, 513, 700}) {
    const Integers fields = some_integers(count, random);
    const OwnedBytes one_by_one = written(make, fields, 0);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, count}) {
      ASSERT_EQ(written(make, fields, piece), one_by_one) << count << " in pieces of " << piece;
    }
  }
}

class IntegerFieldsOfTarget : public ::testing::TestWithParam<const char*> {};

TEST_P(IntegerFieldsOfTarget, AreWrittenAsIfOneByOne) {
  for (const std::uint64_t longest : {64, 19, 3}) {
    for (const std::uint64_t entries : {512, 32}) {
      expect_same([&](ByteSink& out, SpoolFactory& spools) {
        RdbWriterOptions options;
        options.target = parse_target(GetParam());
        options.limits.hash_max_listpack_value = longest;
        options.limits.hash_max_listpack_entries = entries;
        options.spools = &spools;
        return RdbWriter(out, options);
      });
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, IntegerFieldsOfTarget,
                         ::testing::Values("redis:2.8", "redis:6.2", "redis:7.0", "redis:8.0",
                                           "valkey:9.1"));

TEST(IntegerFields, AreCommandsAsIfOneByOne) {
  expect_same([](ByteSink& out, SpoolFactory& spools) {
    RespWriterOptions options;
    options.spools = &spools;
    return RespWriter(out, options);
  });
}

TEST(IntegerFields, AreJsonAsIfOneByOne) {
  expect_same([](ByteSink& out, SpoolFactory&) { return JsonWriter(out, {}); });
}

}  // namespace
}  // namespace rdb
