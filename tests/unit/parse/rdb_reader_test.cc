#include "librdb/parse/rdb_reader.h"

#include <gtest/gtest.h>

#include "librdb/event/checked_sink.h"
#include "librdb/event/text_sink.h"
#include "tests/support/dump_builder.h"

namespace rdb {
namespace {

using testing::DumpBuilder;

OwnedBytes text_of(Bytes dump, Interests wanted, ReaderOptions options = {},
                   TextOptions text_options = {}) {
  OwnedBytes text;
  TextSink sink(text, wanted, text_options);
  CheckedSink checked(sink);
  MemorySource source(dump);
  RdbReader reader(source, options);
  reader.run(checked);
  EXPECT_TRUE(checked.finished());
  return text;
}

OwnedBytes one_of_each() {
  return DumpBuilder("REDIS0011")
      .aux("redis-ver", "7.2.0")
      .opcode(Opcode::aux)
      .string("redis-bits")
      .integer(64)
      .opcode(Opcode::function)
      .string("#!lua name=lib\n")
      .select_db(3)
      .resize_db(5, 1)
      .key(0, "plain")
      .string("value")
      .expire_ms(1234)
      .key(0, "number")
      .integer(-300)
      .opcode(Opcode::idle)
      .length(70)
      .key(0, "packed")
      .lzf(OwnedBytes(50, 'a'))
      .opcode(Opcode::frequency)
      .byte(200)
      .key(4, "hash")
      .length(2)
      .string("f")
      .integer(7)
      .string("g")
      .lzf(OwnedBytes(30, 'b'))
      .opcode(Opcode::slot_info)
      .length(12182)
      .length(2)
      .length(1)
      .key(1, "list")
      .length(2)
      .string("x")
      .string("y")
      .finish();
}

TEST(RdbReader, TellsElements) {
  const OwnedBytes dump = DumpBuilder()
                              .aux("redis-ver", "7.2.0")
                              .select_db(0)
                              .expire_ms(1234)
                              .key(0, "k")
                              .string("v")
                              .key(4, "h")
                              .length(1)
                              .string("f")
                              .integer(7)
                              .finish();
  EXPECT_EQ(text_of(dump, Interest::elements), R"(header REDIS 11
aux "redis-ver" "7.2.0"
select-db 0
key "k" string 0 string expire=1234
  string "v"
key "h" hash 4 hash
  begin 1
  field "f" 7
  end
finish checksum=bd79941c2d058ca4 computed=bd79941c2d058ca4
)");
}

TEST(RdbReader, TellsRaw) {
  EXPECT_EQ(text_of(one_of_each(), Interest::raw), R"(header REDIS 11
aux "redis-ver" "7.2.0"
aux "redis-bits" "64"
function "#!lua name=lib\x0a"
select-db 3
resize-db 5 1
key "plain" string 0 string db=3
  raw "\x05value"
key "number" string 0 string db=3 expire=1234
  raw "\xc1\xd4\xfe"
key "packed" string 0 string db=3 idle=70
  raw "\xc3\x052\x00a\xe0(\x00"
key "hash" hash 4 hash db=3 freq=200
  raw "\x02\x01f\xc0\x07\x01g\xc3\x05\x1e\x00b\xe0\x14\x00"
slot-info 12182 2 1
key "list" list 1 list db=3
  raw "\x02\x01x\x01y"
finish checksum=bd4f359909e91f52 computed=bd4f359909e91f52
)");
}

}  // namespace
}  // namespace rdb
