// Two dumps compared by sums, in the memory of a few counters: whether they have the same facts.
//
//   FactSums sums(task, key, spill, 64 << 20);
//   …                                            // facts of the source, and of the result
//   sums.finish();
//   if (sums.are_equal()) …                      // proved, and counted in the task
//   sums.find(fact).is_suspect                   // else: what has to be looked at again
//
// Facts fall into 4096 partitions by their key. In each, the digests of what the source wants are
// added and those of what the result has subtracted, modulo 2^128. A digest is a pseudo-random
// function (SipHash) of the whole fact, under a key of 128 bits that is drawn by the run and never
// leaves it. If the two sides are not the same multiset, the sum is that of n·digest for some facts
// with n != 0, |n| < 2^64, and as each digest is as good as uniform and independent of the others,
// it is 0 with a chance of at most 2^-64 (2^-128 where an n is odd). So a sum of 0 proves that
// every fact is there as often as it should be, whoever made the dumps.
//
// A fact of a hash's field is the same whether a flat key wants it or a field is it; what else the
// rules say is held to that as follows.
// - The hash's expiry: each flat key wants it of its hash, each field of the result counts as one
//   with the expiry of its hash. Where no rule gives hashes an expiry, one that has it is suspect.
// - No two values for a field: then a conflict was settled, or should have been. Fields of a hash
//   of the result are looked at for doubles; so what is wanted has none, either.
// - One hash under its name and nothing else: names that a rule could have made are kept as 64 bits
//   and looked at for doubles in the end (as are the fields of large hashes).
// - Hashes of the source under such names, which may be united with flat keys; hashes that rules
//   of different policies could have made; hashes without fields, or with metadata: suspect.
// Suspect is a partition, and with GroupTtl::same, where keys of one can come to stand in another,
// all of them. What is suspect is not wrong, but needs FactComparison.
//
// Holds 76 KiB, `memory` bytes (9 for each name) and 32 KiB; names beyond go to a temporary file.
#pragma once
#include <cstdint>
#include <vector>

#include "librdb/base/keyed_hash.h"
#include "librdb/io/hash_partitions.h"
#include "librdb/io/spill_file.h"
#include "librdb/proof/fact.h"
#include "librdb/proof/verify_task.h"

namespace rdb {

class FactSums final : public FactSink {
 public:
  /// The task must outlive the sums.
  FactSums(VerifyTask& task, HashKey key, SpillFileOptions spill, std::uint64_t memory);

  /// Throw `IoError`.
  void add(const Fact& fact) override;
  void add_late(const Fact& fact) override;

  /// Once, when all facts were added.
  void finish();
  /// Requires of this and what follows: finish().
  bool are_equal() const { return suspects_ == 0; }

  struct Found {
    bool is_suspect = false;
    Digest digest;
  };
  /// Of a fact of either dump. O(size of the fact).
  Found find(const Fact& fact);
  /// The sum of all digests of the source or the result: the same if it is read again.
  Digest total(bool of_source) const { return totals_[of_source ? 0 : 1]; }
  std::uint64_t spilled_bytes() const { return file_.size(); }

 private:
  static constexpr unsigned kBits = 12;
  static constexpr std::size_t kPartitions = std::size_t{1} << kBits;

  void begin_key(const Fact& fact);
  Digest digest_of_key(const Fact& fact) const;
  Digest digest_of_field(const Fact& fact) const;
  Digest digest_of_expiry(std::int64_t expire_ms) const;
  void add_source(const Fact& fact, Digest digest);
  void add_result(const Fact& fact, Digest digest);
  void add_result_hash(const Fact& fact);
  bool is_ambiguous(const Fact& hash) const;
  void note_field(Bytes field);
  void finish_fields();
  void forget_fields();
  void spill_fields();
  void find_doubles(HashPartitions& names);
  void find_doubles(Bytes names);
  void suspect(std::size_t partition);

  VerifyTask& task_;
  HashKey key_;
  bool hashes_may_expire_ = false;
  bool keys_may_move_ = false;
  bool policies_differ_ = false;
  std::vector<Digest> sums_;
  std::vector<std::uint8_t> is_suspect_;
  std::size_t suspects_ = 0;
  Digest totals_[2];

  // of the key that is told
  KeyedHash name_;
  std::uint64_t name_place_ = 0;  // whose it is, if a hash of the result's; else 0
  std::uint64_t name_hash_ = 0;
  std::size_t partition_ = 0;
  std::uint64_t place_ = 0;  // of the last hash of the result
  std::uint64_t fields_ = 0;
  std::vector<std::uint64_t> field_hashes_;
  std::vector<std::uint64_t> seen_;  // bits by the hashes of fields, of one hash at a time
  bool may_be_double_ = false;
  bool has_many_fields_ = false;

  std::uint64_t most_bytes_;
  SpillFile file_;
  HashPartitions names_;
  OwnedBytes buffer_;
};

}  // namespace rdb
