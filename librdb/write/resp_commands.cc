#include "librdb/write/resp_commands.h"

#include <stdexcept>
#include <string>

#include "librdb/write/string_encoder.h"

namespace rdb {

void CommandOutput::id(StreamId id) {
  bulk(Bytes(std::to_string(id.ms) + '-' + std::to_string(id.seq)));
}

void CommandOutput::payload(const Payload& value) {
  if (value.is_integer()) return resp_.bulk(value.as_integer());
  if (value.is_whole()) return resp_.bulk(value.as_view());
  if (value.size() != kUnknownSize) return resp_.bulk(value.parts(), value.size());
  Spool& whole = spool();
  append_all(whole, value.parts());
  resp_.bulk(whole.replay(), whole.size());
  whole.clear();
}

void CommandOutput::expiry(const Entry& entry) {
  if (!entry.attributes.has_expiry()) return;
  begin("PEXPIREAT", 2);
  bulk(entry.key);
  bulk(sendable_expiry(entry.attributes.expire_ms));
}

Spool& CommandOutput::spool() {
  if (spools_ == nullptr) throw std::logic_error("a stream of unknown size needs a spool");
  if (spool_ == nullptr) spool_ = spools_->make();
  spool_->clear();
  return *spool_;
}

void SpooledCommands::send_to(CommandOutput& out) {
  commands_.out().flush();
  write_all(out.out(), sink_.spool().replay());
  out.set_commands(out.commands() + commands_.commands());
  clear();
}

void SpooledCommands::clear() {
  commands_.out().rollback({});
  sink_.spool().clear();
  commands_.set_commands(0);
}

}  // namespace rdb
