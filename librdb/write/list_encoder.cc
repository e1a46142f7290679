#include "librdb/write/list_encoder.h"

#include "librdb/base/errors.h"
#include "librdb/format/opcodes.h"
#include "librdb/format/type_table.h"
#include "librdb/write/packed_append.h"

namespace rdb {

void ListEncoder::begin(std::uint8_t type_byte, std::uint64_t count, ValueStart& start) {
  type_byte_ = type_byte;
  count_ = count;
  start_ = &start;
  items_ = 0;
  nodes_ = 0;
  output_.reset();
  listpack_.clear();
  ziplist_.clear();
}

void ListEncoder::add(const ListItem& event) {
  ++items_;
  if (type_byte_ == type_byte::kListQuicklist2) return add_to_nodes(event.item);
  if (type_byte_ == type_byte::kListQuicklist && !output_.is_begun()) {
    return add_to_ziplist(event.item);
  }
  add_plain(event.item);
}

void ListEncoder::add_to_nodes(const Payload& item) {
  const std::uint64_t room = limits_.list_node_bytes;
  if (packed_bytes_at_most(item) + kEmptyListpackBytes > room) {
    if (listpack_.count() != 0) write_packed_node();
    OutputBuffer& out = add_node();
    write_length(out, kQuicklistPlain);
    return strings_.write(out, item);
  }
  if (listpack_.count() != 0 && listpack_.size() + packed_bytes_at_most(item) > room) {
    write_packed_node();
  }
  append_packed(listpack_, item);
}

// The number of nodes is known when there is no more than one.
OutputBuffer& ListEncoder::add_node() {
  if (!output_.is_begun()) output_.begin(*start_, type_byte_, kUnknownCount);
  ++nodes_;
  return output_.out();
}

void ListEncoder::write_packed_node() {
  OutputBuffer& out = add_node();
  write_length(out, kQuicklistPacked);
  strings_.write(out, listpack_.finish());
  listpack_.clear();
}

void ListEncoder::add_to_ziplist(const Payload& item) {
  if (ziplist_.size() + packed_bytes_at_most(item) <= limits_.list_node_bytes) {
    return append_packed(ziplist_, item);
  }
  become_plain();
  strings_.write(output_.out(), item);
}

void ListEncoder::become_plain() {
  output_.begin(*start_, type_byte::kList, count_);
  write_entries(strings_, output_.out(), ZiplistCursor(ziplist_.finish()));
}

void ListEncoder::add_plain(const Payload& item) {
  if (!output_.is_begun()) output_.begin(*start_, type_byte::kList, count_);
  strings_.write(output_.out(), item);
}

bool ListEncoder::end() {
  if (count_ != kUnknownCount && count_ != items_) {
    throw CorruptInput("a list announced " + std::to_string(count_) + " items, " +
                       std::to_string(items_) + " came");
  }
  if (items_ == 0) return false;
  if (type_byte_ == type_byte::kListQuicklist2) {
    if (!output_.is_begun()) output_.begin(*start_, type_byte_, 1);
    if (listpack_.count() != 0) write_packed_node();
    output_.end(nodes_);
  } else if (output_.is_begun()) {
    output_.end(items_);
  } else {
    OutputBuffer& out = start_->start(type_byte::kListQuicklist);
    write_length(out, 1);
    strings_.write(out, ziplist_.finish());
  }
  return true;
}

}  // namespace rdb
