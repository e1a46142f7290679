// A value as 128 bits: equal values have equal digests, however they are encoded.
//
//   ValueDigest digest(seed);
//   digest.begin(entry.type);
//   digest.add(SetMember{…}); …                  // as the elements come
//   digest.value()                               // 128 bits and how many elements there were
//
// The elements of sets, sorted sets and hashes count in any order: a server gives them in the order
// of its hash table. Integers count as their decimal text. The seed is one of the run, so that
// nobody can make two values that are taken for one.
#pragma once
#include <cstdint>

#include "librdb/event/events.h"

namespace rdb {

struct Digest {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend bool operator==(const Digest&, const Digest&) = default;
};

class ValueDigest {
 public:
  explicit ValueDigest(std::uint64_t seed) : seed_(seed) {}

  void begin(ObjectType type);
  void add(const ListItem& event);
  void add(const SetMember& event);
  void add(const ZsetMember& event);
  void add(const HashField& event);
  void add(const StreamEntry& event);
  void add(const StreamField& event);
  void add(const StreamInfo& event);
  void add(const StreamGroup& event);
  void add(const StreamPending& event);
  void add(const StreamConsumer& event);
  void add(const StreamConsumerPending& event);

  Digest value() const { return sum_; }
  std::uint64_t elements() const { return elements_; }

  /// Of bytes alone. Reads a stream to its end; `size` becomes the number of bytes.
  Digest of(const Payload& payload, std::uint64_t& size) const;
  Digest of(Bytes bytes) const;

 private:
  struct Element;
  void count(const Element& element);

  std::uint64_t seed_;
  bool ordered_ = false;
  Digest sum_;
  std::uint64_t elements_ = 0;
};

}  // namespace rdb
