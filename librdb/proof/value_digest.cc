#include "librdb/proof/value_digest.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "librdb/base/integer_text.h"

namespace rdb {
namespace {

// What a row of words is of: the first of them.
enum Kind : std::uint64_t { kBytes, kItem, kMember, kScored, kField };

// Words of bytes that come in parts. Their number stands behind them, where it is known.
class PartsHash {
 public:
  explicit PartsHash(HashKey key) : hash_(key) { hash_.add(kBytes); }

  void add(Bytes part) {
    size_ += part.size();
    if (carried_ != 0) {
      const std::size_t taken = std::min(part.size(), sizeof carry_ - carried_);
      std::memcpy(carry_ + carried_, part.data(), taken);
      carried_ += taken;
      part.remove_prefix(taken);
      if (carried_ < sizeof carry_) return;
      hash_.add_bytes({carry_, sizeof carry_});
    }
    carried_ = part.size() % sizeof carry_;
    hash_.add_bytes(part.substr(0, part.size() - carried_));
    std::memcpy(carry_, part.data() + part.size() - carried_, carried_);
  }
  std::uint64_t size() const { return size_; }
  Digest finish() {
    hash_.add_bytes({carry_, carried_});
    hash_.add(size_);
    return hash_.finish();
  }

 private:
  KeyedHash hash_;
  char carry_[sizeof(std::uint64_t)] = {};
  std::size_t carried_ = 0;
  std::uint64_t size_ = 0;
};

void add_name(KeyedHash& to, Bytes name) {
  to.add(name.size());
  to.add_bytes(name);
}

}  // namespace

void ValueDigest::begin() {
  sum_ = {};
  elements_ = 0;
}

void ValueDigest::count(const KeyedHash& element) {
  ++elements_;
  add_to(sum_, element.finish());
}

Digest ValueDigest::of(Bytes bytes) const {
  PartsHash hash(key_);
  hash.add(bytes);
  return hash.finish();
}

Digest ValueDigest::of(const Payload& payload, std::uint64_t& size) const {
  PartsHash hash(key_);
  if (payload.is_integer()) {
    const IntegerText text(payload.as_integer());
    hash.add(text.bytes());
  } else if (payload.is_whole()) {
    hash.add(payload.as_view());
  } else {
    ByteStream& parts = payload.parts();
    for (Bytes part = parts.next(); !part.empty(); part = parts.next()) hash.add(part);
  }
  size = hash.size();
  return hash.finish();
}

Digest ValueDigest::of(const Payload& payload) const {
  std::uint64_t size = 0;
  return of(payload, size);
}

void ValueDigest::add(const ListItem& event) {
  KeyedHash hash(key_);
  hash.add(kItem);
  hash.add(elements_);
  hash.add(of(event.item));
  count(hash);
}

void ValueDigest::add(const SetMember& event) {
  KeyedHash hash(key_);
  hash.add(kMember);
  add_name(hash, event.member);
  count(hash);
}

void ValueDigest::add(const ZsetMember& event) {
  const double score = event.score == 0 ? 0 : event.score;  // -0 is 0
  KeyedHash hash(key_);
  hash.add(kScored);
  add_name(hash, event.member);
  hash.add(std::bit_cast<std::uint64_t>(score));
  count(hash);
}

void ValueDigest::add(const HashField& event) {
  KeyedHash hash(key_);
  hash.add(kField);
  add_name(hash, event.field);
  hash.add(of(event.value));
  hash.add(static_cast<std::uint64_t>(event.expire_ms));
  count(hash);
}

}  // namespace rdb
