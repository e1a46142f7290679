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
      hashes_(strings_, options.limits, options.spools),
      databases_(seekable_) {}

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
  databases_ = DatabaseCounts(seekable_ && target_.version() >= kFirstResizeDbVersion);
  out_.append(target_.magic());
  if (!target_.is_same()) write_aux(target_.version_aux_name(), target_.version_aux_value());
}

void RdbWriter::on(const Aux& event) {
  if (copy_stored(event.stored)) return;
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
    throw Unsupported(std::string(event.pre_release
                                      ? "a function library of a 7.0 release candidate"
                                      : "a function library") +
                      " is not loaded by " + target_.name());
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
    throw Unsupported("key metadata (opcode 243) is not loaded by " + target_.name());
  }
  const Interests wish = stored_or_encoded(target_, family_, entry);
  if (wish.empty()) throw Unsupported(cannot_convert(target_, family_, entry));
  return wish;
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
  if (options_.verbatim) cannot_build();
  start(type_byte::kString);
  strings_.write(out_, event.value);
  finish_record();
}

void RdbWriter::on(const CollectionBegin& event) {
  if (options_.verbatim || entry_->type != ObjectType::hash) cannot_build();
  hashes_.begin(target_.compact_hash(), event.count, *this);
}

void RdbWriter::on(const HashField& event) { hashes_.add(event); }

void RdbWriter::on(const CollectionEnd&) {
  if (hashes_.end()) return finish_record();
  ++empty_values_;
  entry_ = nullptr;
}

void RdbWriter::cannot_build() const {
  if (options_.verbatim) throw std::logic_error("an unchanged copy needs the stored bytes");
  throw Unsupported("building a " + std::string(name_of(entry_->type)) +
                    " from its elements comes with a later version");
}

void RdbWriter::on(const ListItem&) { cannot_build(); }
void RdbWriter::on(const SetMember&) { cannot_build(); }
void RdbWriter::on(const ZsetMember&) { cannot_build(); }
void RdbWriter::on(const StreamEntry&) { cannot_build(); }
void RdbWriter::on(const StreamField&) { cannot_build(); }
void RdbWriter::on(const StreamInfo&) { cannot_build(); }
void RdbWriter::on(const StreamGroup&) { cannot_build(); }
void RdbWriter::on(const StreamPending&) { cannot_build(); }
void RdbWriter::on(const StreamConsumer&) { cannot_build(); }
void RdbWriter::on(const StreamConsumerPending&) { cannot_build(); }

}  // namespace rdb
