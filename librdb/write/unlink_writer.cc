#include "librdb/write/unlink_writer.h"

namespace rdb {

Interests UnlinkWriter::enter(const Entry& entry) {
  if (db_ != entry.db) {
    send();
    commands_.begin("SELECT", 1);
    commands_.bulk(std::int64_t{entry.db});
    db_ = entry.db;
  }
  const std::size_t before = names_.size();
  names_.resize(before + entry.key.size() + resp::kBulkOverhead);
  const char* const end = resp::put_bulk(names_.data() + before, entry.key);
  names_.resize(static_cast<std::size_t>(end - names_.data()));
  ++keys_;
  ++waiting_;
  if (waiting_ >= kRespChunkElements || names_.size() >= kRespChunkBytes) send();
  return kSkip;
}

void UnlinkWriter::send() {
  if (waiting_ == 0) return;
  commands_.begin("UNLINK", waiting_);
  commands_.out().append(names_);
  names_.clear();
  waiting_ = 0;
}

void UnlinkWriter::on(const Finish&) {
  send();
  commands_.out().flush();
}

}  // namespace rdb
