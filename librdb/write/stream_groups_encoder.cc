#include "librdb/write/stream_groups_encoder.h"

#include "librdb/base/endian.h"
#include "librdb/format/opcodes.h"
#include "librdb/format/type_table.h"

namespace rdb {
namespace {

void write_time(OutputBuffer& out, std::int64_t ms) {
  store_le(out.reserve(8), static_cast<std::uint64_t>(ms));
  out.advance(8);
}

}  // namespace

void write_stream_id(OutputBuffer& out, StreamId id) {
  write_length(out, id.ms);
  write_length(out, id.seq);
}

void write_fixed_stream_id(OutputBuffer& out, StreamId id) {
  char* const to = out.reserve(kStreamIdBytes);
  store_be(to, id.ms);
  store_be(to + 8, id.seq);
  out.advance(kStreamIdBytes);
}

void StreamGroupsEncoder::begin(std::uint8_t type_byte) {
  type_byte_ = type_byte;
  at_ = At::none;
  groups_.begin();
}

void StreamGroupsEncoder::add(const StreamGroup& group) {
  finish_group();
  OutputBuffer& out = groups_.add();
  strings_.write(out, group.name);
  write_stream_id(out, group.last_delivered);
  if (type_byte_ != type_byte::kStream) {
    write_length(out, static_cast<std::uint64_t>(group.entries_read));
  }
  pending_.begin();
  consumers_.begin();
  at_ = At::pending;
}

void StreamGroupsEncoder::add(const StreamPending& pending) {
  OutputBuffer& out = pending_.add();
  write_fixed_stream_id(out, pending.id);
  write_time(out, pending.delivery_ms);
  write_length(out, pending.delivery_count);
}

void StreamGroupsEncoder::add(const StreamConsumer& consumer) {
  finish_consumer();
  OutputBuffer& out = consumers_.add();
  strings_.write(out, consumer.name);
  write_time(out, consumer.seen_ms);
  if (type_byte_ == type_byte::kStream3) write_time(out, consumer.active_ms);
  owned_.begin();
  at_ = At::consumer;
}

void StreamGroupsEncoder::add(const StreamConsumerPending& pending) {
  write_fixed_stream_id(owned_.add(), pending.id);
}

void StreamGroupsEncoder::finish_consumer() {
  if (at_ == At::consumer) owned_.write_to(consumers_.out());
}

void StreamGroupsEncoder::finish_group() {
  if (at_ == At::none) return;
  finish_consumer();
  pending_.write_to(groups_.out());
  consumers_.write_to(groups_.out());
  at_ = At::none;
}

void StreamGroupsEncoder::write_to(OutputBuffer& out) {
  finish_group();
  groups_.write_to(out);
}

}  // namespace rdb
