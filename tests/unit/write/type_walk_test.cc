// Every row of the type table, for every thing that can be done with a value: done, or said why
// not.
#include <gtest/gtest.h>

#include <map>

#include "librdb/base/errors.h"
#include "librdb/format/type_table.h"
#include "librdb/io/temp_spool.h"
#include "librdb/parse/rdb_reader.h"
#include "librdb/parse/value_table.h"
#include "librdb/write/json_writer.h"
#include "librdb/write/rdb_writer.h"
#include "librdb/write/resp_writer.h"
#include "tests/support/reading.h"
#include "tests/support/sample_dumps.h"

namespace rdb {
namespace {

using testing::DumpBuilder;
using testing::spelled;

// A value of each type, as the table names it. A new row without one fails the test.
std::map<OwnedBytes, OwnedBytes> values() {
  const OwnedBytes ziplist =
      spelled(R"(1a 1a 00 00 00 16 00 00 00 04 00 00 02 "f1" 04 02 "v1" 04 02 "f2" 04 fe 16 ff)");
  const OwnedBytes scores =
      spelled(R"(15 15 00 00 00 12 00 00 00 04 00 00 01 "a" 03 f2 02 01 "b" 03 f3 ff)");
  const OwnedBytes listpack =
      spelled(R"(15 15 00 00 00 04 00 82 "f1" 03 82 "v1" 03 82 "f2" 03 16 01 ff)");
  const OwnedBytes triples =
      spelled(R"(16 16 00 00 00 06 00 82 "f1" 03 01 01 09 01 81 "g" 02 02 01 00 01 ff)");
  const OwnedBytes times(8, '\x01');
  OwnedBytes stream = testing::spelled_stream();
  const OwnedBytes producers = spelled("40 64 40 64 00 00 00");
  // types 15 and 19 have less than 21
  const OwnedBytes small_stream = spelled("00 00 05 00 00");
  return {{"string", spelled("01 61")},
          {"list", spelled("01 01 61")},
          {"set", spelled("01 01 61")},
          {"zset", spelled("01 01 61 01 31")},
          {"hash", spelled("01 01 61 01 62")},
          {"zset_2", spelled("01 01 61 00 00 00 00 00 00 00 00")},
          {"module_2", testing::spelled_module_value()},
          {"hash_zipmap", spelled(R"(10 02 02 "f1" 02 00 "v1" 02 "f2" 02 00 "22" ff)")},
          {"list_ziplist", ziplist},
          {"set_intset", spelled("0a 02 00 00 00 01 00 00 00 07 00")},
          {"zset_ziplist", scores},
          {"hash_ziplist", ziplist},
          {"list_quicklist", spelled("01") + ziplist},
          {"stream_listpacks", small_stream},
          {"hash_listpack", listpack},
          {"zset_listpack", spelled(R"(11 11 00 00 00 04 00 81 61 02 01 01 81 62 02 02 01 ff)")},
          {"list_quicklist_2", spelled("01 02") + listpack},
          {"stream_listpacks_2", spelled("00 00 05 00 00 00 00 00 00 00")},
          {"set_listpack", listpack},
          {"stream_listpacks_3", stream},
          {"hash_metadata_pre_release", spelled("01 05 01 61 01 62")},
          {"hash_listpack_ex_pre_release", triples},
          {"hash_metadata", spelled("05 00 00 00 00 00 00 00 01 01 01 61 01 62")},
          {"hash_listpack_ex", times + triples},
          {"hash_2", spelled("01 01 61 01 62 05 00 00 00 00 00 00 00")},
          {"stream_listpacks_4", stream + producers},
          {"stream_listpacks_5", spelled("00 00 05 00 00 00 00 00 00 00") + producers},
          {"gcra", spelled("05")}};
}

// What cannot be done, and why.
const char* why_not_decoded(const TypeInfo& row) {
  if (row.type == ObjectType::module) return "what a module's items mean only the module knows";
  if (row.name == "gcra") return "provisional: one number, of which no command is known";
  return nullptr;
}

const char* why_not_read(const TypeInfo& row) {
  if (row.name == "module_pre_release") return "has no end that can be found without the module";
  if (row.provisional) return "provisional: not known well enough";
  return nullptr;
}

template <typename Write>
bool succeeds(const OwnedBytes& dump, Write write) {
  TempSpoolFactory spools("");
  OwnedBytes out;
  MemorySink sink(out);
  try {
    const auto writer = write(sink, spools);
    MemorySource source(dump);
    RdbReader(source, {.spools = &spools}).run(*writer);
  } catch (const Refused&) {
    return false;
  } catch (const Unsupported&) {
    return false;
  }
  return !out.empty();
}

void walk(const TypeInfo& row, const OwnedBytes& dump, Family family) {
  SCOPED_TRACE(row.name);
  EXPECT_NO_THROW(testing::text_of(dump, kSkip));
  EXPECT_NO_THROW(testing::text_of(dump, Interest::raw));
  const bool decodes = why_not_decoded(row) == nullptr;
  EXPECT_EQ(can_decode(family, row.type_byte), decodes);
  for (const Interest interest : {Interest::layout, Interest::elements}) {
    if (decodes) {
      EXPECT_NO_THROW(testing::text_of(dump, interest));
    } else {
      EXPECT_THROW(testing::text_of(dump, interest), Unsupported);
    }
  }
  using Sink = std::unique_ptr<EventSink>;
  EXPECT_TRUE(succeeds(dump, [](ByteSink& out, SpoolFactory& spools) -> Sink {
    return std::make_unique<JsonWriter>(out, JsonWriterOptions{.spools = &spools});
  }));
  EXPECT_EQ(decodes, succeeds(dump, [](ByteSink& out, SpoolFactory& spools) -> Sink {
              return std::make_unique<RespWriter>(out, RespWriterOptions{.spools = &spools});
            }));
  // for the oldest target, where next to nothing passes as it is
  EXPECT_EQ(decodes, succeeds(dump,
                              [](ByteSink& out, SpoolFactory& spools) -> Sink {
                                RdbWriterOptions options{.spools = &spools};
                                options.target = parse_target("redis:6.2");
                                options.drop_field_expiry = true;
                                return std::make_unique<RdbWriter>(out, options);
                              }) &&
                         row.type != ObjectType::module);
}

TEST(TypeWalk, EveryRowIsHandledOrSaysWhyNot) {
  const auto made = values();
  std::size_t walked = 0;
  for (const Family family : {Family::redis, Family::valkey}) {
    for (const TypeInfo& row : type_table(family)) {
      if (!row.exists()) continue;
      if (!row.can_skip()) {
        EXPECT_NE(why_not_read(row), nullptr) << row.name;
        continue;
      }
      const auto value = made.find(OwnedBytes(row.name));
      ASSERT_NE(value, made.end()) << "no value of type " << row.name << " to test with";
      DumpBuilder dump(family == Family::valkey ? "VALKEY080" : "REDIS0015");
      walk(row, dump.key(row.type_byte, "k").bytes(value->second).finish(), family);
      ++walked;
    }
  }
  EXPECT_GT(walked, 45u);
}

}  // namespace
}  // namespace rdb
