#include "librdb/write/rdb_writer.h"

#include <cassert>
#include <stdexcept>

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"
#include "librdb/format/opcodes.h"
#include "librdb/format/type_table.h"
#include "librdb/write/aux_policy.h"
#include "librdb/write/record_head.h"
#include "librdb/write/value_policy.h"

namespace rdb {
namespace {

constexpr std::uint32_t kFirstResizeDbVersion = 7;

// `stored_head` also lacks attributes that stand before another record; then it is made anew.
bool has_usable_head(const Entry& entry) {
  return !entry.stored_head.empty() && entry.head_is_complete;
}

}  // namespace

RdbWriter::RdbWriter(ByteSink& out, RdbWriterOptions options)
    : options_(options),
      seekable_(out.seekable()),
      out_(out, OutputBuffer::Checksum::crc64),
      strings_(options.compression, options.spools),
      values_(strings_, options.limits, options.spools),
      databases_(seekable_) {
  if (options.drop_field_expiry) values_.drop_field_expiry();
  if (options.now_ms) values_.set_now(*options.now_ms);
}

// ---- the file -------------------------------------------------------------------------------

bool RdbWriter::copy_stored(Bytes stored) {
  if (!options_.verbatim) return false;
  if (stored.empty()) throw std::logic_error("an unchanged copy needs the stored bytes");
  out_.append(stored);
  return true;
}

void RdbWriter::write_aux(Bytes name, Bytes value) {
  out_.append(static_cast<char>(Opcode::aux));
  strings_.write(out_, name);
  strings_.write(out_, value);
}

void RdbWriter::on(const Header& event) {
  family_ = event.family;
  if (copy_stored(event.stored)) return;
  target_ = TargetFormat(options_.target, event.family, event.version);
  values_.set_target(target_);
  databases_ = DatabaseCounts(seekable_ && target_.version() >= kFirstResizeDbVersion);
  out_.append(target_.magic());
  if (!target_.is_same()) write_aux(target_.version_aux_name(), target_.version_aux_value());
}

void RdbWriter::on(const Aux& event) {
  if (copy_stored(event.stored)) return;
  if (event.name == "ctime" && !options_.now_ms) {
    const auto now_ms = milliseconds_of_ctime(event.value);
    if (now_ms) values_.set_now(*now_ms);
  }
  if (!keeps_aux(event.name)) return;
  if (!target_.is_same() && is_version_aux(event.name)) return;
  if (event.stored.empty()) return write_aux(event.name, event.value);
  out_.append(without_attributes(event.stored));
}

// SELECTDB is written with the first key of a database, RESIZEDB with our own counts.
void RdbWriter::on(const SelectDb& event) { copy_stored(event.stored); }
void RdbWriter::on(const ResizeDb& event) { copy_stored(event.stored); }
void RdbWriter::on(const SlotInfo& event) { copy_stored(event.stored); }
void RdbWriter::on(const SlotImport& event) { copy_stored(event.stored); }

void RdbWriter::on(const Function& event) {
  if (copy_stored(event.stored)) return;
  if (event.pre_release ? !target_.loads_pre_release_functions() : !target_.has_functions()) {
    return leave_out(nullptr, reason_to_leave_out(event));
  }
  if (!event.stored.empty()) return out_.append(without_attributes(event.stored));
  if (event.pre_release) throw Unsupported("only FUNCTION2 records are written anew");
  out_.append(static_cast<char>(Opcode::function));
  strings_.write(out_, event.library);
}

void RdbWriter::on(const ModuleAux& event) {
  if (event.stored.is_whole()) {
    if (copy_stored(event.stored.as_view())) return;
    return out_.append(without_attributes(event.stored.as_view()));
  }
  ByteStream& parts = event.stored.parts();
  const Bytes first = parts.next();
  out_.append(options_.verbatim ? first : without_attributes(first));
  write_all(out_, parts);
}

void RdbWriter::on(const Finish& event) {
  if (options_.verbatim) return copy_end(event);
  if (!options_.skip_unsupported) left_out_.refuse_if_any(target_.name());
  out_.append(static_cast<char>(Opcode::end_of_file));
  databases_.patch(out_);
  if (target_.version() >= kFirstChecksumVersion) {
    char checksum[kChecksumBytes];
    store_le(checksum, out_.crc());
    out_.append(Bytes(checksum, sizeof checksum));
  }
  out_.flush();
}

// The stored checksum proves the copy: what was written has it, or is not what was read.
void RdbWriter::copy_end(const Finish& event) {
  if (event.has_checksum && event.checksum != 0) {
    out_.append(event.stored.substr(0, event.stored.size() - kChecksumBytes));
    if (out_.crc() != event.checksum) {
      throw CorruptInput("the copy does not have the checksum that the dump states");
    }
    out_.append(event.stored.substr(event.stored.size() - kChecksumBytes));
  } else {
    copy_stored(event.stored);
  }
  out_.flush();
}

// ---- keys -----------------------------------------------------------------------------------

Interests RdbWriter::enter(const Entry& entry) {
  entry_ = &entry;
  if (options_.verbatim || target_.is_same()) return Interest::raw;
  if (!entry.key_metadata.empty()) {
    leave_out(&entry, "key with metadata of a module");
    return kSkip;
  }
  const Interests wish = stored_or_encoded(target_, family_, entry, options_.drop_field_expiry);
  if (wish.empty()) leave_out(&entry, reason_to_leave_out(family_, entry));
  return wish;
}

void RdbWriter::leave_out(const Entry* entry, const std::string& reason) {
  left_out_.add(entry, reason);
  if (options_.on_unsupported) options_.on_unsupported(entry, reason);
  entry_ = nullptr;
}

void RdbWriter::abort(const Entry&) {
  if (started_) out_.rollback(mark_);
  started_ = false;
  entry_ = nullptr;
}

OutputBuffer& RdbWriter::start(std::uint8_t type_byte) {
  const Entry& entry = *entry_;
  if (options_.verbatim) {
    mark_ = out_.mark();
    copy_stored(entry.stored_head);
  } else {
    databases_.select(out_, entry.db);
    mark_ = out_.mark();
    if (has_usable_head(entry) && entry.type_byte == type_byte) {
      out_.append(entry.stored_head);
    } else {
      write_head(out_, strings_, entry, type_byte);
    }
  }
  started_ = true;
  return out_;
}

void RdbWriter::finish_record() {
  if (!options_.verbatim) databases_.count_key(entry_->attributes.has_expiry());
  ++keys_written_;
  started_ = false;
  entry_ = nullptr;
}

void RdbWriter::on(const RawValue& event) {
  start(entry_->type_byte);
  if (event.body.is_whole()) {
    out_.append(event.body.as_view());
  } else {
    write_all(out_, event.body.parts());
  }
  finish_record();
}

void RdbWriter::on(const StringValue& event) {
  require_building();
  start(type_byte::kString);
  strings_.write(out_, event.value);
  finish_record();
}

void RdbWriter::on(const CollectionBegin& event) {
  require_building();
  values_.begin(*entry_, family_, event.count, *this);
}

void RdbWriter::on(const ListItem& event) { add_value(event); }
void RdbWriter::on(const SetMember& event) { add_value(event); }
void RdbWriter::on(const ZsetMember& event) { add_value(event); }
void RdbWriter::on(const HashField& event) { add_value(event); }
void RdbWriter::on_integers(const IntegerFields& event) {
  if (entry_ == nullptr || values_.add(event)) return;
  EventSink::on_integers(event);
}
void RdbWriter::on(const StreamEntry& event) { add_value(event); }
void RdbWriter::on(const StreamField& event) { add_value(event); }
void RdbWriter::on(const StreamInfo& event) { add_value(event); }
void RdbWriter::on(const StreamGroup& event) { add_value(event); }
void RdbWriter::on(const StreamPending& event) { add_value(event); }
void RdbWriter::on(const StreamConsumer& event) { add_value(event); }
void RdbWriter::on(const StreamConsumerPending& event) { add_value(event); }

void RdbWriter::refuse_value(const std::string& reason) {
  if (started_) out_.rollback(mark_);
  started_ = false;
  leave_out(entry_, reason);
}

void RdbWriter::on(const CollectionEnd&) {
  if (entry_ == nullptr) return;
  if (values_.end()) return finish_record();
  ++empty_values_;
  entry_ = nullptr;
}

void RdbWriter::require_building() const {
  if (options_.verbatim) throw std::logic_error("an unchanged copy needs the stored bytes");
}

}  // namespace rdb
