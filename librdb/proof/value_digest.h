// A value as 128 bits: equal values have equal digests, however they are encoded.
//
//   ValueDigest digest(key);
//   digest.begin();
//   digest.add(SetMember{…}); …                  // as the elements come
//   digest.value()                               // 128 bits and how many elements there were
//
// A digest is the sum of those of the elements: those of sets, sorted sets and hashes count in any
// order, as a server gives them in the order of its hash table, and items of a list with their
// place. Integers count as their decimal text. The key is one of the run, so that nobody can make
// two values that are taken for one (see keyed_hash.h).
#pragma once
#include <cstdint>

#include "librdb/base/keyed_hash.h"
#include "librdb/event/events.h"

namespace rdb {

/// Modulo 2^128.
inline void add_to(Digest& sum, Digest digest) {
  sum.high += digest.high + __builtin_add_overflow(sum.low, digest.low, &sum.low);
}

class ValueDigest {
 public:
  explicit ValueDigest(HashKey key) : key_(key) {}

  void begin();
  void add(const ListItem& event);
  void add(const SetMember& event);
  void add(const ZsetMember& event);
  void add(const HashField& event);

  Digest value() const { return sum_; }
  std::uint64_t elements() const { return elements_; }

  /// Of bytes alone, in whatever parts they come. Reads a stream to its end; `size` becomes the
  /// number of bytes.
  Digest of(const Payload& payload, std::uint64_t& size) const;
  Digest of(const Payload& payload) const;
  Digest of(Bytes bytes) const;

 private:
  void count(const KeyedHash& element);

  HashKey key_;
  Digest sum_;
  std::uint64_t elements_ = 0;
};

}  // namespace rdb
