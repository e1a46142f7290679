#include "librdb/write/resp_restore.h"

#include <stdexcept>
#include <string>

#include "librdb/base/errors.h"
#include "librdb/format/type_table.h"
#include "librdb/io/crc64.h"
#include "librdb/write/dump_payload.h"

namespace rdb {
namespace {

using resp::kBulkOverhead;
using resp::kMaxIntegerBulk;

constexpr std::size_t kShortKey = std::size_t{16} << 10;  // put together in place

// Everything around the key and the value of a RESTORE.
constexpr std::size_t kMaxHead = 4 * kBulkOverhead + kMaxIntegerBulk;
constexpr std::size_t kMaxTail = 5 * kBulkOverhead + kMaxIntegerBulk;

// The vector code is made for windows; most values are a few bytes.
std::uint64_t crc_of(std::uint64_t crc, Bytes bytes) {
  constexpr std::size_t kFew = 24;
  return bytes.size() < kFew ? crc64_portable(crc, bytes) : crc64(crc, bytes);
}

}  // namespace

RestoreCommands::RestoreCommands(CommandOutput& out, EncodingLimits limits, SpoolFactory* spools,
                                 bool replaces)
    : out_(out),
      spools_(spools),
      replaces_(replaces),
      strings_(/*compression=*/false, spools),
      values_(strings_, limits, spools) {}

void RestoreCommands::set_target(const TargetFormat& target) {
  values_.set_target(target);
  built_family_ = target.field_expiry() == FieldExpiry::valkey ? Family::valkey : Family::redis;
}

void RestoreCommands::send_stored(const Entry& entry, Family family, const Payload& body) {
  entry_ = &entry;
  family_ = family;
  if (body.is_whole()) return send(entry.type_byte, body.as_view());
  if (body.size() != kUnknownSize) return send(entry.type_byte, body.parts(), body.size());
  Spool& whole = out_.spool();
  append_all(whole, body.parts());
  send(entry.type_byte, whole.replay(), whole.size());
  whole.clear();
}

void RestoreCommands::send_string(const Entry& entry, const Payload& value) {
  entry_ = &entry;
  family_ = built_family_;
  strings_.write(start(type_byte::kString), value);
  send_built_value();
}

void RestoreCommands::begin(const Entry& entry, Family family, std::uint64_t count) {
  entry_ = &entry;
  family_ = built_family_;
  values_.begin(entry, family, count, *this);
}

bool RestoreCommands::end() {
  if (!values_.end()) return false;
  send_built_value();
  return true;
}

// A value built anew is gathered first: its length stands before it.
OutputBuffer& RestoreCommands::start(std::uint8_t type_byte) {
  if (spools_ == nullptr) throw std::logic_error("building values for RESTORE needs spools");
  if (built_ == nullptr) built_ = std::make_unique<SpooledOutput>(*spools_);
  built_->clear();
  built_type_ = type_byte;
  return built_->out();
}

void RestoreCommands::send_built_value() {
  send(built_type_, built_->replay(), built_->size());
  built_->clear();
}

char* RestoreCommands::put_head(char* p, std::uint64_t body_bytes) const {
  const Attributes& attributes = entry_->attributes;
  const bool has_use = attributes.has_idle() || attributes.has_frequency();
  p = resp::put_array_header(
      p, 4 + (attributes.has_expiry() ? 1 : 0) + (has_use ? 2 : 0) + (replaces_ ? 1 : 0));
  p = resp::put_bytes(p, "$7\r\nRESTORE\r\n");
  p = resp::put_bulk(p, entry_->key);
  p = resp::put_integer_bulk(
      p, attributes.has_expiry() ? sendable_expiry(attributes.expire_ms) : std::int64_t{0});
  return resp::put_bulk_header(p, 1 + body_bytes + kPayloadFooterBytes);
}

// From the footer on. A key has an idle time or a frequency, by its server's policy.
char* RestoreCommands::put_tail(char* p, std::uint8_t type_byte, std::uint64_t crc) const {
  const PayloadFooter footer(payload_version(family_, type_byte), crc);
  p = resp::put_end(resp::put_bytes(p, footer.bytes()));
  const Attributes& attributes = entry_->attributes;
  if (attributes.has_expiry()) p = resp::put_bytes(p, "$6\r\nABSTTL\r\n");
  if (replaces_) p = resp::put_bytes(p, "$7\r\nREPLACE\r\n");
  if (attributes.has_frequency()) {
    p = resp::put_integer_bulk(resp::put_bytes(p, "$4\r\nFREQ\r\n"), attributes.frequency);
  } else if (attributes.has_idle()) {
    p = resp::put_integer_bulk(resp::put_bytes(p, "$8\r\nIDLETIME\r\n"),
                               static_cast<std::int64_t>(attributes.idle_seconds));
  }
  return p;
}

void RestoreCommands::begin_command(std::uint64_t body_bytes) {
  OutputBuffer& out = out_.out();
  if (entry_->key.size() <= kShortKey) {
    char* p = out.reserve(kMaxHead + entry_->key.size());
    return out.advance(static_cast<std::size_t>(put_head(p, body_bytes) - p));
  }
  OwnedBytes head(kMaxHead + entry_->key.size(), '\0');
  const char* const end = put_head(head.data(), body_bytes);
  out.append(Bytes(head.data(), static_cast<std::size_t>(end - head.data())));
}

void RestoreCommands::end_command(std::uint8_t type_byte, std::uint64_t crc) {
  char* p = out_.out().reserve(kMaxTail);
  out_.out().advance(static_cast<std::size_t>(put_tail(p, type_byte, crc) - p));
  out_.count_command();
}

void RestoreCommands::send(std::uint8_t type_byte, Bytes body) {
  const char type = static_cast<char>(type_byte);
  const std::uint64_t crc = crc_of(crc_of(0, Bytes(&type, 1)), body);
  begin_command(body.size());
  out_.out().append(type);
  out_.out().append(body);
  end_command(type_byte, crc);
}

void RestoreCommands::send(std::uint8_t type_byte, ByteStream& body, std::uint64_t size) {
  const char type = static_cast<char>(type_byte);
  begin_command(size);
  out_.out().append(type);
  std::uint64_t crc = crc64(0, Bytes(&type, 1));
  std::uint64_t came = 0;
  for (Bytes part = body.next(); !part.empty(); part = body.next()) {
    came += part.size();
    crc = crc64(crc, part);
    out_.out().append(part);
  }
  if (came != size) {
    throw CorruptInput("a value announced " + std::to_string(size) + " bytes, " +
                       std::to_string(came) + " came");
  }
  end_command(type_byte, crc);
}

}  // namespace rdb
