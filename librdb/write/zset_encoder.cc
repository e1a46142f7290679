#include "librdb/write/zset_encoder.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"
#include "librdb/base/score_text.h"
#include "librdb/format/type_table.h"

namespace rdb {
namespace {

// Keeps clear of the sizes whose backlen servers disagree on, and the blob small.
constexpr std::uint64_t kLongestPacked = 4096;

// Old servers have a length for each infinity.
constexpr char kPlusInfinity = static_cast<char>(254);
constexpr char kMinusInfinity = static_cast<char>(255);

void write_text_score(OutputBuffer& out, double score) {
  if (std::isinf(score)) return out.append(score > 0 ? kPlusInfinity : kMinusInfinity);
  const ScoreText text(score);
  out.append(static_cast<char>(text.bytes().size()));
  out.append(text.bytes());
}

void write_binary_score(OutputBuffer& out, double score) {
  store_le(out.reserve(8), std::bit_cast<std::uint64_t>(score));
  out.advance(8);
}

}  // namespace

ZsetEncoder::ZsetEncoder(StringEncoder& strings, EncodingLimits limits, SpoolFactory* spools)
    : strings_(strings),
      limits_(limits),
      longest_(static_cast<std::size_t>(std::min(limits.zset_max_listpack_value, kLongestPacked))),
      plain_(spools) {}

void ZsetEncoder::begin(Compact compact, std::uint8_t plain_type, std::uint64_t count,
                        ValueStart& start) {
  compact_ = compact;
  plain_type_ = plain_type;
  count_ = count;
  start_ = &start;
  members_ = 0;
  kept_.clear();
  texts_.clear();
  plain_.reset();
  const bool too_many = count != kUnknownCount && count > limits_.zset_max_listpack_entries;
  if (too_many || (compact == Compact::none && count != 0)) become_plain();
}

void ZsetEncoder::add(const ZsetMember& event) {
  ++members_;
  if (std::isnan(event.score)) {
    throw CorruptInput("the score of member \"" + escaped(event.member) + "\" is not a number");
  }
  if (plain_.is_begun()) return write_plain(event.member, event.score);
  if (members_ <= limits_.zset_max_listpack_entries && event.member.size() <= longest_) {
    kept_.push_back({event.score, texts_.size(), event.member.size()});
    texts_ += event.member;
    return;
  }
  become_plain();
  write_plain(event.member, event.score);
}

// From here on members go out as they come; those kept so far go first.
void ZsetEncoder::become_plain() {
  plain_.begin(*start_, plain_type_, count_);
  for (const Kept& kept : kept_) write_plain(member_of(kept), kept.score);
}

void ZsetEncoder::write_plain(Bytes member, double score) {
  OutputBuffer& out = plain_.out();
  strings_.write(out, member);
  if (plain_type_ == type_byte::kZset2) {
    write_binary_score(out, score);
  } else {
    write_text_score(out, score);
  }
}

bool ZsetEncoder::end() {
  if (count_ != kUnknownCount && count_ != members_) {
    throw CorruptInput("a sorted set announced " + std::to_string(count_) + " members, " +
                       std::to_string(members_) + " came");
  }
  if (members_ == 0) return false;
  if (plain_.is_begun()) {
    plain_.end(members_);
    return true;
  }
  sort_kept();
  if (compact_ == Compact::listpack) {
    write_packed(type_byte::kZsetListpack, listpack_);
  } else {
    write_packed(type_byte::kZsetZiplist, ziplist_);
  }
  return true;
}

void ZsetEncoder::sort_kept() {
  const auto by_member = [this](const Kept& a, const Kept& b) {
    return member_of(a) < member_of(b);
  };
  std::sort(kept_.begin(), kept_.end(), by_member);
  const auto twice = std::adjacent_find(
      kept_.begin(), kept_.end(),
      [this](const Kept& a, const Kept& b) { return member_of(a) == member_of(b); });
  if (twice != kept_.end()) {
    throw CorruptInput("member \"" + escaped(member_of(*twice)) + "\" of a sorted set comes twice");
  }
  std::stable_sort(kept_.begin(), kept_.end(),
                   [](const Kept& a, const Kept& b) { return a.score < b.score; });
}

template <typename Builder>
void ZsetEncoder::write_packed(std::uint8_t type_byte, Builder& builder) {
  builder.clear();
  for (const Kept& kept : kept_) {
    builder.append(member_of(kept));
    const ScoreText text(kept.score);
    builder.append(text.bytes());  // whole numbers become integers there
  }
  strings_.write(start_->start(type_byte), builder.finish());
}

}  // namespace rdb
