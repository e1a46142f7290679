#include "librdb/write/json_writer.h"

#include <stdexcept>
#include <string>

#include "librdb/base/integer_text.h"
#include "librdb/base/json_string.h"
#include "librdb/base/score_text.h"
#include "librdb/write/string_encoder.h"
#include "librdb/write/utf8_check.h"

namespace rdb {
namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10;

void append_number(OwnedBytes& line, std::int64_t number) {
  const IntegerText text(number);
  line += text.bytes();
}

// Each byte as the character of that number, in UTF-8.
OwnedBytes as_latin1(Bytes bytes) {
  OwnedBytes text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) text += static_cast<char>(0xc0 | byte >> 6);
    text += byte < 0x80 ? c : static_cast<char>(0x80 | (byte & 0x3f));
  }
  return text;
}

}  // namespace

Interests JsonWriter::enter(const Entry& entry) {
  entry_ = &entry;
  begin_record(entry);
  if (entry.type != ObjectType::module && entry.type != ObjectType::other) {
    return Interest::elements;
  }
  line_ += "null";
  end_record();
  return kSkip;
}

void JsonWriter::begin_record(const Entry& entry) {
  flush_line();
  mark_ = out_.mark();
  expiries_.clear();
  expiries_spooled_ = false;
  first_element_ = true;
  db_before_ = db_;
  keys_in_object_before_ = keys_in_object_;
  if (is_legacy()) {
    if (db_ != entry.db) line_ += db_ ? "},\n{" : "[{";
    if (db_ != entry.db) keys_in_object_ = 0;
    db_ = entry.db;
    if (keys_in_object_ != 0) line_ += ",\n";
    append_text(entry.key);
    line_ += ':';
    return;
  }
  line_ += "{\"db\":";
  append_number(line_, entry.db);
  line_ += ",\"key\":";
  append_json_bytes(line_, entry.key);
  line_.append(",\"type\":\"").append(name_of(entry.type));
  line_.append("\",\"encoding\":\"").append(entry.encoding).append("\",\"expire_ms\":");
  if (entry.attributes.has_expiry()) {
    append_number(line_, entry.attributes.expire_ms);
  } else {
    line_ += "null";
  }
  line_ += ",\"value\":";
}

void JsonWriter::end_record() {
  ++keys_;
  ++keys_in_object_;
  entry_ = nullptr;
  if (is_legacy()) return;
  line_ += "}\n";
}

void JsonWriter::append_attributes() {
  if (is_legacy()) return;
  const Attributes& attributes = entry_->attributes;
  if (attributes.has_idle()) line_ += ",\"idle\":" + std::to_string(attributes.idle_seconds);
  if (attributes.has_frequency()) line_ += ",\"freq\":" + std::to_string(attributes.frequency);
}

// The value was damaged: what was said of the key is taken back.
void JsonWriter::abort(const Entry&) {
  if (entry_ == nullptr) return;
  line_.clear();
  entry_ = nullptr;
  db_ = db_before_;
  keys_in_object_ = keys_in_object_before_;
  out_.rollback(mark_);
}

void JsonWriter::on(const Finish&) {
  if (is_legacy()) line_ += db_ ? "}]\n" : "[]\n";
  flush_line();
  out_.flush();
}

void JsonWriter::flush_line() {
  if (!line_.empty()) out_.append(line_);
  line_.clear();
}

// ---- values ---------------------------------------------------------------------------------

void JsonWriter::append_text(Bytes bytes) {
  if (!is_legacy()) return append_json_bytes(line_, bytes);
  if (is_utf8(bytes)) return append_json_string(line_, bytes);
  append_json_string(line_, as_latin1(bytes));
}

void JsonWriter::append_payload(const Payload& payload) {
  if (payload.is_integer()) {
    const IntegerText text(payload.as_integer());
    line_ += '"';
    line_ += text.bytes();
    line_ += '"';
  } else if (payload.is_whole()) {
    append_text(payload.as_view());
  } else {
    append_stream(payload.parts());
  }
}

Spool& JsonWriter::spool(std::unique_ptr<Spool>& which) {
  if (options_.spools == nullptr)
    throw std::logic_error("a value larger than a window needs a spool");
  if (which == nullptr) which = options_.spools->make();
  return *which;
}

// What it is must be known before its first byte: it passes by once for that.
void JsonWriter::append_stream(ByteStream& stream) {
  Spool& whole = spool(value_spool_);
  whole.clear();
  Utf8Check check;
  for (Bytes part = stream.next(); !part.empty(); part = stream.next()) {
    check.add(part);
    whole.append(part);
  }
  ByteStream& again = whole.replay();
  const bool is_text = check.is_utf8();
  const bool in_base64 = !is_text && !is_legacy();
  line_ += in_base64 ? "{\"b64\":\"" : "\"";
  OwnedBytes carry;  // base64 goes by three
  for (Bytes part = again.next(); !part.empty(); part = again.next()) {
    if (in_base64) {
      carry += part;
      const std::size_t whole_threes = carry.size() / 3 * 3;
      append_base64(line_, Bytes(carry).substr(0, whole_threes));
      carry.erase(0, whole_threes);
    } else if (is_text) {
      append_json_text(line_, part);
    } else {
      append_json_text(line_, as_latin1(part));
    }
    flush_line();
  }
  append_base64(line_, carry);
  line_ += in_base64 ? "\"}" : "\"";
  whole.clear();
}

void JsonWriter::on(const StringValue& event) {
  append_payload(event.value);
  append_attributes();
  end_record();
}

void JsonWriter::begin_element() {
  if (!first_element_) line_ += ',';
  first_element_ = false;
  if (line_.size() >= kPiece) flush_line();
}

void JsonWriter::on(const CollectionBegin&) {
  const bool is_object =
      is_legacy() && (entry_->type == ObjectType::hash || entry_->type == ObjectType::zset);
  if (entry_->type == ObjectType::stream) return stream_.begin(line_);
  line_ += is_object ? '{' : '[';
}

void JsonWriter::on(const ListItem& event) {
  begin_element();
  append_payload(event.item);
}

void JsonWriter::on(const SetMember& event) {
  begin_element();
  append_text(event.member);
}

void JsonWriter::on(const ZsetMember& event) {
  begin_element();
  const ScoreText score(event.score);
  if (!is_legacy()) line_ += '[';
  append_text(event.member);
  line_ += is_legacy() ? ':' : ',';
  const bool is_number = is_legacy() && std::isfinite(event.score);
  if (!is_number) line_ += '"';
  line_ += score.bytes();
  if (!is_number) line_ += '"';
  if (!is_legacy()) line_ += ']';
}

void JsonWriter::on(const HashField& event) {
  begin_element();
  if (!is_legacy()) line_ += '[';
  append_text(event.field);
  line_ += is_legacy() ? ':' : ',';
  append_payload(event.value);
  if (!is_legacy()) line_ += ']';
  if (event.expire_ms != kNoExpiry && !is_legacy()) keep_expiry(event.field, event.expire_ms);
}

// They stand behind all fields.
void JsonWriter::keep_expiry(Bytes field, std::int64_t expire_ms) {
  const bool is_first = expiries_.empty() && !expiries_spooled_;
  expiries_ += is_first ? "[" : ",[";
  append_json_bytes(expiries_, field);
  expiries_ += ',';
  append_number(expiries_, expire_ms);
  expiries_ += ']';
  if (expiries_.size() < kPiece || options_.spools == nullptr) return;
  Spool& kept = spool(expiry_spool_);
  if (!expiries_spooled_) kept.clear();
  expiries_spooled_ = true;
  kept.append(expiries_);
  expiries_.clear();
}

void JsonWriter::append_expiries() {
  if (expiries_.empty() && !expiries_spooled_) return;
  line_ += ",\"field_expire_ms\":[";
  if (expiries_spooled_) {
    flush_line();
    write_all(out_, expiry_spool_->replay());
    expiry_spool_->clear();
  }
  line_ += expiries_ + ']';
}

void JsonWriter::on(const StreamEntry& event) {
  if (line_.size() >= kPiece) flush_line();
  stream_.add(line_, event);
}

void JsonWriter::on(const StreamField& event) {
  stream_.add_field(line_, event.field);
  append_payload(event.value);
}

void JsonWriter::on(const StreamInfo& event) { stream_.add(line_, event); }

void JsonWriter::on(const CollectionEnd&) {
  if (entry_->type == ObjectType::stream) {
    stream_.end(line_);
  } else {
    const bool is_object =
        is_legacy() && (entry_->type == ObjectType::hash || entry_->type == ObjectType::zset);
    line_ += is_object ? '}' : ']';
  }
  append_attributes();
  append_expiries();
  end_record();
}

}  // namespace rdb
