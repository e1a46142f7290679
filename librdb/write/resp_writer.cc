#include "librdb/write/resp_writer.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "librdb/base/errors.h"
#include "librdb/format/type_table.h"
#include "librdb/io/crc64.h"
#include "librdb/write/dump_payload.h"
#include "librdb/write/value_policy.h"

namespace rdb {
namespace {

using resp::kBulkOverhead;
using resp::kMaxIntegerBulk;

// A SET or RESTORE up to this size is put together in place.
constexpr std::size_t kShortCommand = std::size_t{16} << 10;

// Servers take 0 as "none" and refuse what is negative; both are long past.
std::int64_t sendable_expiry(std::int64_t expire_ms) {
  return std::max<std::int64_t>(expire_ms, 1);
}

// Everything around the key and the value of a RESTORE.
constexpr std::size_t kMaxRestoreHead = 4 * kBulkOverhead + kMaxIntegerBulk;
constexpr std::size_t kMaxRestoreTail = 4 * kBulkOverhead + kMaxIntegerBulk;

// The vector code is made for windows; most values are a few bytes.
std::uint64_t crc_of(std::uint64_t crc, Bytes bytes) {
  constexpr std::size_t kFew = 24;
  return bytes.size() < kFew ? crc64_portable(crc, bytes) : crc64(crc, bytes);
}

std::string name_of_type(Family family, const Entry& entry) {
  const TypeInfo& info = type_info(family, entry.type_byte);
  if (entry.type == info.type && info.exists()) return std::string(info.name);
  return std::string(name_of(entry.type));
}

}  // namespace

RespWriter::RespWriter(ByteSink& out, RespWriterOptions options)
    : options_(options),
      resp_(out),
      strings_(/*compression=*/false, options.spools),
      hashes_(strings_, options.limits, options.spools) {}

// ---- the file -------------------------------------------------------------------------------

void RespWriter::on(const Header& event) {
  family_ = event.family;
  target_ = TargetFormat(options_.target, event.family, event.version);
}

void RespWriter::on(const Function& event) {
  if (event.pre_release || !target_.has_functions()) {
    ++counts_.functions_not_sent;
    return;
  }
  resp_.array(3);
  resp_.bulk("FUNCTION");
  resp_.bulk("LOAD");
  resp_.bulk(event.library);
  ++counts_.commands;
  ++counts_.functions;
}

void RespWriter::on(const ModuleAux&) { ++counts_.module_records_not_sent; }

void RespWriter::on(const Finish&) {
  resp_.out().flush();
  if (counts_.not_sent.empty()) return;
  std::string reason;
  std::uint64_t keys = 0;
  for (const auto& [type, what] : counts_.not_sent) {
    keys += what.keys;
    reason += reason.empty() ? ": " : ", ";
    reason +=
        std::to_string(what.keys) + " " + type + " (first \"" + escaped(what.first_key) + "\")";
  }
  reason = std::to_string(keys) + (keys == 1 ? " key was" : " keys were") + " not sent" + reason;
  throw Unsupported(reason + (is_restore()
                                  ? "; the target " + target_.name() + " does not load them"
                                  : "; their commands come with a later version, "
                                    "RESTORE (--mode restore) sends them now"));
}

// ---- keys -----------------------------------------------------------------------------------

bool RespWriter::is_expired(const Entry& entry) const {
  return entry.attributes.has_expiry() &&
         entry.attributes.expire_ms <= std::max<std::int64_t>(options_.now_ms, 0);
}

Interests RespWriter::enter(const Entry& entry) {
  entry_ = &entry;
  if (is_expired(entry) && !options_.send_expired) [[unlikely]] {
    ++counts_.expired;
    return kSkip;
  }
  if (!entry.key_metadata.empty()) return leave_out(entry);
  if (entry.type == ObjectType::string && !is_restore()) return Interest::elements;
  Interests wish = Interest::elements;
  if (is_restore()) {
    wish = stored_or_encoded(target_, family_, entry);
  } else if (!can_encode(family_, entry)) {
    wish = kSkip;
  }
  return wish.empty() ? leave_out(entry) : wish;
}

Interests RespWriter::leave_out(const Entry& entry) {
  NotSent& what = counts_.not_sent[name_of_type(family_, entry)];
  if (what.keys++ == 0) what.first_key = entry.key;
  return kSkip;
}

void RespWriter::abort(const Entry&) {
  if (in_key_) {
    resp_.out().rollback(mark_);
    counts_.commands = commands_before_;
  }
  in_key_ = false;
}

void RespWriter::begin_key() {
  if (db_ != entry_->db) select(entry_->db);
  mark_ = resp_.out().mark();
  commands_before_ = counts_.commands;
  in_key_ = true;
}

void RespWriter::finish_key() {
  ++counts_.keys;
  in_key_ = false;
}

void RespWriter::select(std::uint32_t db) {
  resp_.array(2);
  resp_.bulk("SELECT");
  resp_.bulk(std::int64_t{db});
  ++counts_.commands;
  db_ = db;
}

// ---- strings --------------------------------------------------------------------------------

void RespWriter::on(const StringValue& event) {
  if (send_short_set(event.value)) return;
  begin_key();
  if (is_restore()) {
    strings_.write(start(type_byte::kString), event.value);
    send_built_value();
  } else {
    send_set(event.value);
  }
  finish_key();
}

// The one hot path: the whole command in one piece. Nothing can go wrong halfway, so no mark.
bool RespWriter::send_short_set(const Payload& value) {
  const Entry& entry = *entry_;
  const bool expires = entry.attributes.has_expiry();
  if (is_restore() || !value.is_whole() || (expires && !target_.has_pxat())) return false;
  if (entry.key.size() + value.size() > kShortCommand) return false;
  if (db_ != entry.db) select(entry.db);
  constexpr Bytes kSet = "*3\r\n$3\r\nSET\r\n";
  constexpr Bytes kSetPxat = "*5\r\n$3\r\nSET\r\n";
  constexpr Bytes kPxat = "$4\r\nPXAT\r\n";
  char* const begin = resp_.out().reserve(kShortCommand + 3 * kBulkOverhead + 2 * kMaxIntegerBulk);
  std::memcpy(begin, (expires ? kSetPxat : kSet).data(), kSet.size());
  char* p = resp::put_bulk(begin + kSet.size(), entry.key);
  p = value.is_integer() ? resp::put_integer_bulk(p, value.as_integer())
                         : resp::put_bulk(p, value.as_view());
  if (expires) [[unlikely]] {
    p = resp::put_bytes(p, kPxat);
    p = resp::put_integer_bulk(p, sendable_expiry(entry.attributes.expire_ms));
  }
  resp_.out().advance(static_cast<std::size_t>(p - begin));
  ++counts_.commands;
  ++counts_.keys;
  return true;
}

void RespWriter::send_set(const Payload& value) {
  const bool with_pxat = entry_->attributes.has_expiry() && target_.has_pxat();
  resp_.array(with_pxat ? 5 : 3);
  resp_.bulk("SET");
  resp_.bulk(entry_->key);
  send_payload(value);
  if (with_pxat) {
    resp_.bulk("PXAT");
    resp_.bulk(sendable_expiry(entry_->attributes.expire_ms));
  }
  ++counts_.commands;
  if (!with_pxat) send_expiry();
}

void RespWriter::send_payload(const Payload& value) {
  if (value.is_integer()) return resp_.bulk(value.as_integer());
  if (value.is_whole()) return resp_.bulk(value.as_view());
  if (value.size() != kUnknownSize) return resp_.bulk(value.parts(), value.size());
  Spool& whole = spool();
  append_all(whole, value.parts());
  resp_.bulk(whole.replay(), whole.size());
  whole.clear();
}

void RespWriter::send_expiry() {
  if (!entry_->attributes.has_expiry()) return;
  resp_.array(3);
  resp_.bulk("PEXPIREAT");
  resp_.bulk(entry_->key);
  resp_.bulk(sendable_expiry(entry_->attributes.expire_ms));
  ++counts_.commands;
}

Spool& RespWriter::spool() {
  if (options_.spools == nullptr) throw std::logic_error("a stream of unknown size needs a spool");
  if (spool_ == nullptr) spool_ = options_.spools->make();
  spool_->clear();
  return *spool_;
}

// ---- hashes ---------------------------------------------------------------------------------

void RespWriter::on(const CollectionBegin& event) {
  if (entry_->type != ObjectType::hash) cannot_build();
  begin_key();
  if (is_restore()) return hashes_.begin(target_.compact_hash(), event.count, *this);
  chunk_used_ = 0;
  chunk_pairs_ = 0;
  chunks_ = 0;
}

void RespWriter::on(const HashField& event) {
  if (is_restore()) return hashes_.add(event);
  if (event.expire_ms != kNoExpiry) {
    throw Unsupported("sending hash fields with an expiry of their own comes with a later version");
  }
  if (chunk_pairs_ >= options_.chunk_elements || chunk_used_ >= options_.chunk_bytes) send_chunk();
  if (!event.value.is_whole() || event.value.size() > options_.chunk_bytes) {
    return send_large_pair(event);
  }
  append_pair(event.field, event.value);
}

void RespWriter::on(const CollectionEnd&) {
  if (is_restore()) {
    if (!hashes_.end()) return leave_out_empty();
    send_built_value();
    return finish_key();
  }
  send_chunk();
  if (chunks_ == 0) return leave_out_empty();
  send_expiry();
  finish_key();
}

void RespWriter::leave_out_empty() {
  ++counts_.empty;
  in_key_ = false;
}

void RespWriter::append_pair(Bytes field, const Payload& value) {
  const std::size_t at_most = field.size() + value.size() + kBulkOverhead + kMaxIntegerBulk;
  if (chunk_.size() - chunk_used_ < at_most) {
    chunk_.resize(std::max(2 * chunk_.size(), chunk_used_ + at_most));
  }
  char* const begin = chunk_.data() + chunk_used_;
  char* p = resp::put_bulk(begin, field);
  p = value.is_integer() ? resp::put_integer_bulk(p, value.as_integer())
                         : resp::put_bulk(p, value.as_view());
  chunk_used_ += static_cast<std::size_t>(p - begin);
  ++chunk_pairs_;
}

void RespWriter::begin_chunk(std::size_t pairs) {
  if (chunks_++ == 1) send_expiry();  // there are several: the first must not stay without
  resp_.array(2 + 2 * std::uint64_t{pairs});
  resp_.bulk("HSET");
  resp_.bulk(entry_->key);
  ++counts_.commands;
}

void RespWriter::send_chunk() {
  if (chunk_pairs_ == 0) return;
  begin_chunk(chunk_pairs_);
  resp_.out().append(Bytes(chunk_.data(), chunk_used_));
  chunk_used_ = 0;
  chunk_pairs_ = 0;
}

// A value that should not be copied into a chunk has a command of its own.
void RespWriter::send_large_pair(const HashField& field) {
  send_chunk();
  begin_chunk(1);
  resp_.bulk(field.field);
  send_payload(field.value);
}

// ---- restore --------------------------------------------------------------------------------

void RespWriter::on(const RawValue& event) {
  begin_key();
  const std::uint8_t byte = entry_->type_byte;
  if (event.body.is_whole()) {
    send_restore(byte, event.body.as_view());
  } else if (event.body.size() != kUnknownSize) {
    send_restore(byte, event.body.parts(), event.body.size());
  } else {
    Spool& whole = spool();
    append_all(whole, event.body.parts());
    send_restore(byte, whole.replay(), whole.size());
    whole.clear();
  }
  finish_key();
}

// A value built anew is gathered first: its length stands before it.
OutputBuffer& RespWriter::start(std::uint8_t type_byte) {
  if (options_.spools == nullptr)
    throw std::logic_error("building values for RESTORE needs spools");
  if (built_ == nullptr) built_ = std::make_unique<SpooledOutput>(*options_.spools);
  built_->clear();
  built_type_ = type_byte;
  return built_->out();
}

void RespWriter::send_built_value() {
  send_restore(built_type_, built_->replay(), built_->size());
  built_->clear();
}

char* RespWriter::put_restore_head(char* p, std::uint64_t body_bytes) const {
  const Attributes& attributes = entry_->attributes;
  const bool has_use = attributes.has_idle() || attributes.has_frequency();
  p = resp::put_array_header(p, 4 + (attributes.has_expiry() ? 1 : 0) + (has_use ? 2 : 0));
  p = resp::put_bytes(p, "$7\r\nRESTORE\r\n");
  p = resp::put_bulk(p, entry_->key);
  p = resp::put_integer_bulk(
      p, attributes.has_expiry() ? sendable_expiry(attributes.expire_ms) : std::int64_t{0});
  return resp::put_bulk_header(p, 1 + body_bytes + kPayloadFooterBytes);
}

// From the footer on. A key has an idle time or a frequency, by its server's policy.
char* RespWriter::put_restore_tail(char* p, std::uint8_t type_byte, std::uint64_t crc) const {
  const PayloadFooter footer(payload_version(family_, type_byte), crc);
  p = resp::put_end(resp::put_bytes(p, footer.bytes()));
  const Attributes& attributes = entry_->attributes;
  if (attributes.has_expiry()) p = resp::put_bytes(p, "$6\r\nABSTTL\r\n");
  if (attributes.has_frequency()) {
    p = resp::put_integer_bulk(resp::put_bytes(p, "$4\r\nFREQ\r\n"), attributes.frequency);
  } else if (attributes.has_idle()) {
    p = resp::put_integer_bulk(resp::put_bytes(p, "$8\r\nIDLETIME\r\n"),
                               static_cast<std::int64_t>(attributes.idle_seconds));
  }
  return p;
}

void RespWriter::begin_restore(std::uint64_t body_bytes) {
  OutputBuffer& out = resp_.out();
  if (entry_->key.size() <= kShortCommand) {
    char* p = out.reserve(kMaxRestoreHead + entry_->key.size());
    return out.advance(static_cast<std::size_t>(put_restore_head(p, body_bytes) - p));
  }
  OwnedBytes head(kMaxRestoreHead + entry_->key.size(), '\0');
  const char* const end = put_restore_head(head.data(), body_bytes);
  out.append(Bytes(head.data(), static_cast<std::size_t>(end - head.data())));
}

void RespWriter::end_restore(std::uint8_t type_byte, std::uint64_t crc) {
  char* p = resp_.out().reserve(kMaxRestoreTail);
  resp_.out().advance(static_cast<std::size_t>(put_restore_tail(p, type_byte, crc) - p));
  ++counts_.commands;
}

void RespWriter::send_restore(std::uint8_t type_byte, Bytes body) {
  const char type = static_cast<char>(type_byte);
  const std::uint64_t crc = crc_of(crc_of(0, Bytes(&type, 1)), body);
  begin_restore(body.size());
  resp_.out().append(type);
  resp_.out().append(body);
  end_restore(type_byte, crc);
}

void RespWriter::send_restore(std::uint8_t type_byte, ByteStream& body, std::uint64_t size) {
  const char type = static_cast<char>(type_byte);
  begin_restore(size);
  resp_.out().append(type);
  std::uint64_t crc = crc64(0, Bytes(&type, 1));
  std::uint64_t came = 0;
  for (Bytes part = body.next(); !part.empty(); part = body.next()) {
    came += part.size();
    crc = crc64(crc, part);
    resp_.out().append(part);
  }
  if (came != size) {
    throw CorruptInput("a value announced " + std::to_string(size) + " bytes, " +
                       std::to_string(came) + " came");
  }
  end_restore(type_byte, crc);
}

// ---- what is never asked for ----------------------------------------------------------------

void RespWriter::cannot_build() const {
  throw Unsupported("sending a " + std::string(name_of(entry_->type)) +
                    " by its elements comes with a later version");
}

void RespWriter::on(const ListItem&) { cannot_build(); }
void RespWriter::on(const SetMember&) { cannot_build(); }
void RespWriter::on(const ZsetMember&) { cannot_build(); }
void RespWriter::on(const StreamEntry&) { cannot_build(); }
void RespWriter::on(const StreamField&) { cannot_build(); }
void RespWriter::on(const StreamInfo&) { cannot_build(); }
void RespWriter::on(const StreamGroup&) { cannot_build(); }
void RespWriter::on(const StreamPending&) { cannot_build(); }
void RespWriter::on(const StreamConsumer&) { cannot_build(); }
void RespWriter::on(const StreamConsumerPending&) { cannot_build(); }

}  // namespace rdb
