// Small dumps made by hand that hold one of everything a family's files may hold.
#pragma once
#include "librdb/base/bytes.h"
#include "tests/support/dump_builder.h"
#include "tests/support/random_bytes.h"
#include "tests/support/spelled_bytes.h"

namespace rdb::testing {

/// A stream of type 21: one node, one group, one consumer (as Redis 8.0.6 wrote it).
inline OwnedBytes spelled_stream() {
  return spelled(R"(01
      10 00 00 01 63 83 77 66 ca 00 00 00 00 00 00 00 37
      40 44 44 00 00 00 19 00
      02 01 01 01 02 01 82 66 31 03 82 66 32 03 00 01
      02 01 00 01 00 01 82 76 31 03 16 01 05 01
      03 01 00 01 01 01 81 61 02 81 62 02 05 01
      00 01 01 01 df c9 02 01 01 81 78 02 81 79 02 06 01 ff
      02 81 00 00 01 63 83 77 66 cb 00 81 00 00 01 63 83 77 66 ca 37
      81 00 00 01 63 83 77 66 ca 38 03 01 02 "g1" 81 00 00 01 63 83 77 66 ca 37
      81 ff ff ff ff ff ff ff ff
      01 00 00 01 63 83 77 66 ca 00 00 00 00 00 00 00 37 83 6e d2 06 a2 01 00 00 01
      01 02 "c1" 83 6e d2 06 a2 01 00 00 83 6e d2 06 a2 01 00 00
      01 00 00 01 63 83 77 66 ca 00 00 00 00 00 00 00 37)");
}

/// A module's value: id and one item of each tag.
inline OwnedBytes spelled_module_value() {
  return spelled(R"(81 bd e7 2d a2 bb 1e b4 00
      01 05 02 03 03 00 00 80 3f 04 00 00 00 00 00 00 f0 3f 05 02 "e1" 00)");
}

/// Everything both families share.
inline DumpBuilder shared_records(Bytes magic) {
  const OwnedBytes zipmap = spelled(R"(02 02 "f1" 02 00 "v1" 02 "f2" 02 00 "22" ff)");
  const OwnedBytes ziplist =
      spelled(R"(1a 00 00 00 16 00 00 00 04 00 00 02 66 31 04 02 76 31 04 02 66 32 04 fe 16 ff)");
  const OwnedBytes listpack =
      spelled(R"(15 00 00 00 04 00 82 "f1" 03 82 "v1" 03 82 "f2" 03 16 01 ff)");
  DumpBuilder dump(magic);
  dump.aux("redis-ver", "7.4.0").opcode(Opcode::aux).string("redis-bits").integer(64);
  dump.opcode(Opcode::module_aux).bytes(spelled("81 bd e7 2d a2 bb 1e b4 00 02 01 05 01 \"x\" 00"));
  dump.opcode(Opcode::function).string("#!lua name=lib\n");
  dump.opcode(Opcode::function_pre_release).string("n").string("LUA").length(1).string("d");
  dump.string("code");
  dump.select_db(3).resize_db(20, 1);
  dump.key(0, "plain").string("value");
  dump.expire_ms(1234).key(0, "number").integer(-300);
  dump.opcode(Opcode::expire_seconds).little_endian(std::int32_t{-5}).key(0, "late").integer(70000);
  dump.opcode(Opcode::idle).length(70).key(0, "packed").lzf(OwnedBytes(50, 'a'));
  dump.byte(0).integer(77).string("an integer for a key");
  dump.byte(0).lzf(OwnedBytes(40, 'k')).string("a compressed key");
  dump.key(0, "long").string(random_bytes(300));
  dump.key(0, "long and compressed").lzf(compressible_bytes(2000));
  dump.opcode(Opcode::frequency).byte(200).key(4, "hash").length(3).string("f").integer(7);
  dump.integer(8).lzf(OwnedBytes(30, 'b')).lzf(OwnedBytes(100, 'f')).string(random_bytes(150, 2));
  dump.key(4, "empty hash").length(0);
  dump.opcode(Opcode::slot_info).length(12182).length(2).length(1);
  dump.key(1, "list").length(2).string("x").lzf(OwnedBytes(30, 'c'));
  dump.key(2, "set").length(2).string("x").integer(5);
  dump.key(3, "zset").length(3).string("a").string("1.5").string("b").byte(254).string("c").byte(
      255);
  dump.key(5, "zset 2").length(1).string("a").little_endian(std::uint64_t{0});
  dump.key(7, "module").bytes(spelled_module_value());
  dump.key(9, "hash of 2.4").string(zipmap);
  dump.key(13, "hash of 3.2").string(ziplist);
  dump.key(14, "list of 3.2").length(1).string(ziplist);
  dump.key(16, "hash of 7.0").string(listpack);
  dump.key(18, "list of 7.0").length(2).length(1).string("plain").length(2).string(listpack);
  dump.key(21, "stream").bytes(spelled_stream());
  dump.expire_ms(99).select_db(4).opcode(Opcode::idle).length(5);
  dump.aux("between", "attributes and their key").key(0, "split").string("v");
  return dump;
}

inline OwnedBytes redis_sample() {
  DumpBuilder dump = shared_records("REDIS0012");
  dump.key(22, "fields with ttl, candidate").length(1).length(9).string("f").string("v");
  dump.key(24, "fields with ttl").little_endian(std::int64_t{5}).length(1).length(1);
  dump.string("f").string("v");
  dump.key(25, "packed fields with ttl").little_endian(std::int64_t{9}).string(
      spelled(R"(16 00 00 00 06 00 82 "f1" 03 01 01 09 01 81 "g" 02 02 01 00 01 ff)"));
  return dump.finish();
}

inline OwnedBytes valkey_sample() {
  DumpBuilder dump = shared_records("VALKEY080");
  dump.opcode(Opcode::slot_import).string(OwnedBytes(40, 'j')).length(2);
  dump.length(0).length(10).length(16000).length(16383);
  dump.key(22, "fields with ttl").length(1).string("f").string("v").little_endian(std::int64_t{-1});
  return dump.finish();
}

}  // namespace rdb::testing
