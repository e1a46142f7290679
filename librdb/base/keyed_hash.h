// SipHash of a row of 64-bit words, to 128 bits: a pseudo-random function of a secret key.
//
//   KeyedHash hash(key);                       // key: drawn by the run
//   hash.add(3);                               // a word
//   hash.add_bytes("name");                    // words, the last filled up with zeros
//   const Digest digest = hash.finish();       // of a copy: more may be added
//
// For sums of digests, which a hash of the XXH3 kind is too weak for: some differences of its input
// come out as differences that do not depend on the seed, and cancel out. Whoever adds bytes adds
// their number before, so that no two rows of parts are the same words.
#pragma once
#include <bit>
#include <cstdint>
#include <cstring>

#include "librdb/base/bytes.h"
#include "librdb/base/endian.h"

namespace rdb {

struct Digest {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend bool operator==(const Digest&, const Digest&) = default;
};

struct HashKey {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

/// Copyable: what many rows begin with is added once. The rounds are those of SipHash-c-d.
template <int kRoundsOfWord, int kRoundsOfEnd>
class BasicKeyedHash {
 public:
  explicit BasicKeyedHash(HashKey key)
      : v0_(key.low ^ 0x736f6d6570736575),
        v1_(key.high ^ 0x646f72616e646f6d ^ 0xee),
        v2_(key.low ^ 0x6c7967656e657261),
        v3_(key.high ^ 0x7465646279746573) {}

  [[gnu::always_inline]] void add(std::uint64_t word) {
    words_ += 1;
    take(word);
  }
  [[gnu::always_inline]] void add(Digest digest) {
    add(digest.low);
    add(digest.high);
  }
  /// O(size).
  [[gnu::always_inline]] void add_bytes(Bytes bytes) {
    const char* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= sizeof(std::uint64_t); left -= sizeof(std::uint64_t)) {
      add(load_le<std::uint64_t>(at));
      at += sizeof(std::uint64_t);
    }
    if (left == 0) return;
    char last[sizeof(std::uint64_t)] = {};
    std::memcpy(last, at, left);
    add(load_le<std::uint64_t>(last));
  }

  /// The digest of what was added so far, as of a text of 8 bytes a word.
  Digest finish() const {
    BasicKeyedHash end(*this);
    end.take((words_ * sizeof(std::uint64_t)) << 56);
    end.v2_ ^= 0xee;
    end.template rounds<kRoundsOfEnd>();
    Digest digest;
    digest.low = end.mixed();
    end.v1_ ^= 0xdd;
    end.template rounds<kRoundsOfEnd>();
    digest.high = end.mixed();
    return digest;
  }
  /// 64 bits of what was added so far, in less time: equal for equals, for tables and partitions.
  std::uint64_t short_hash() const {
    BasicKeyedHash end(*this);
    end.v2_ ^= 0xff;
    end.template rounds<2>();
    return end.mixed();
  }

 private:
  [[gnu::always_inline]] void take(std::uint64_t word) {
    v3_ ^= word;
    this->template rounds<kRoundsOfWord>();
    v0_ ^= word;
  }
  template <int kRounds>
  [[gnu::always_inline]] void rounds() {
    for (int i = 0; i < kRounds; ++i) {
      v0_ += v1_;
      v2_ += v3_;
      v1_ = std::rotl(v1_, 13) ^ v0_;
      v3_ = std::rotl(v3_, 16) ^ v2_;
      v0_ = std::rotl(v0_, 32);
      v2_ += v1_;
      v0_ += v3_;
      v1_ = std::rotl(v1_, 17) ^ v2_;
      v3_ = std::rotl(v3_, 21) ^ v0_;
      v2_ = std::rotl(v2_, 32);
    }
  }
  std::uint64_t mixed() const { return v0_ ^ v1_ ^ v2_ ^ v3_; }

  std::uint64_t v0_, v1_, v2_, v3_;
  std::uint64_t words_ = 0;
};

/// The rounds that hash tables use against chosen input.
using KeyedHash = BasicKeyedHash<1, 3>;

}  // namespace rdb
