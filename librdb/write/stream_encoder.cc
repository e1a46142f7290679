#include "librdb/write/stream_encoder.h"

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"
#include "librdb/event/stream_check.h"
#include "librdb/format/opcodes.h"
#include "librdb/format/type_table.h"

namespace rdb {

StreamEncoder::StreamEncoder(StringEncoder& strings, EncodingLimits limits, SpoolFactory* spools)
    : strings_(strings), node_(limits), nodes_(spools), groups_(strings, spools) {}

void StreamEncoder::begin(std::uint8_t type_byte, ListpackForm form, ValueStart& start) {
  node_.set_form(form);
  type_byte_ = type_byte;
  start_ = &start;
  out_ = nullptr;
  entries_ = 0;
  last_id_ = {};
  in_entry_ = false;
  node_.clear();
  nodes_.begin();
  groups_.begin(type_byte);
}

void StreamEncoder::add(const StreamEntry& entry) {
  finish_entry();
  if (entries_ != 0 && entry.id <= last_id_) {
    throw CorruptInput("the entries of a stream do not ascend");
  }
  last_id_ = entry.id;
  ++entries_;
  in_entry_ = true;
  node_.begin_entry(entry.id);
}

void StreamEncoder::finish_entry() {
  if (!in_entry_) return;
  in_entry_ = false;
  if (!node_.takes_entry()) write_node();
  node_.end_entry();
}

void StreamEncoder::write_node() {
  char key[kStreamIdBytes];
  store_be(key, node_.master().ms);
  store_be(key + 8, node_.master().seq);
  OutputBuffer& out = nodes_.add();
  strings_.write(out, Bytes(key, sizeof key));
  strings_.write(out, node_.finish());
  node_.clear();
}

void StreamEncoder::add(const StreamInfo& info) {
  finish_entry();
  check_length(info.length, entries_);
  if (entries_ != 0) check_last_id(info.last_id, last_id_);
  if (!node_.empty()) write_node();
  out_ = &start_->start(type_byte_);
  nodes_.write_to(*out_);
  write_length(*out_, info.length);
  write_stream_id(*out_, info.last_id);
  if (type_byte_ == type_byte::kStream) return;
  write_stream_id(*out_, info.first_id);
  write_stream_id(*out_, info.max_deleted_id);
  write_length(*out_, info.entries_added);
}

void StreamEncoder::end() { groups_.write_to(*out_); }

}  // namespace rdb
