#include "librdb/event/deep_check.h"

#include "librdb/base/limits.h"

namespace rdb {
namespace {

bool has_elements(const Entry& entry) {
  return entry.type != ObjectType::module && entry.type != ObjectType::other;
}

bool is_ordered(Bytes encoding) {
  return encoding == "zset_listpack" || encoding == "zset_ziplist" ||
         encoding == "hash_listpack_ex" || encoding == "hash_listpack_ex_pre_release";
}

}  // namespace

Interests DeepCheck::enter(const Entry& entry) {
  Stage::enter(entry);
  entry_ = &entry;
  return has_elements(entry) ? Interests(Interest::elements) : kSkip;
}

void DeepCheck::abort(const Entry& entry) {
  entry_ = nullptr;
  Stage::abort(entry);
}

void DeepCheck::warn(const char* what) {
  Warning& warning = warnings_[what];
  if (warning.keys++ != 0) return;
  warning.db = entry_->db;
  warning.first_key = entry_->key;
}

void DeepCheck::on(const CollectionBegin&) {
  elements_ = 0;
  is_packed_ = is_ordered(entry_->encoding);
  out_of_order_ = false;
  last_expiry_ = 0;
}

void DeepCheck::on(const ZsetMember& event) {
  if (is_packed_) {
    const bool before =
        elements_ != 0 &&
        (event.score < last_score_ || (event.score == last_score_ && event.member < last_member_));
    out_of_order_ = out_of_order_ || before;
    last_score_ = event.score;
    last_member_ = event.member;
  }
  ++elements_;
}

// Those without an expiry stand last, which is what -1 is as an unsigned number.
void DeepCheck::on(const HashField& event) {
  if (is_packed_) {
    const auto expiry = static_cast<std::uint64_t>(event.expire_ms);
    out_of_order_ = out_of_order_ || expiry < last_expiry_;
    last_expiry_ = expiry;
  }
  ++elements_;
}

void DeepCheck::on(const CollectionEnd&) {
  if (elements_ == 0 && entry_->type != ObjectType::stream) warn("empty collection");
  if (out_of_order_) {
    warn(entry_->type == ObjectType::zset ? "sorted set not in order of score"
                                          : "hash not in order of expiry");
  }
  const bool has_names = entry_->type != ObjectType::stream && entry_->type != ObjectType::list;
  if (has_names && elements_ > kMostUniqueNames)
    warn("too large to look for names that come twice");
}

}  // namespace rdb
