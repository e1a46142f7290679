// Which shapes the keys of a dump have, in one pass and bounded memory.
//
//   rdb::ShapeFinder finder;
//   for (…) finder.add(entry.key, {.type = entry.type, .has_expiry = …, .db = entry.db});
//   for (const rdb::KeyShape& shape : rdb::find_shapes(finder)) …       // key_shape.h
//
// Keys are put into strata as they come: equal separators, type, database, with or without an
// expiry (a form), and the same stem and trait (split_key.h), as far as a form has at most 16 of
// them, or 64 that are words; all others share one stratum more. The stem is the first part, or,
// while all keys of a form begin with the same words, those and the next part, if it is a word (no
// digit in it, and not `*`): `app:session:` and `app:cart:` are told apart as well as `session:`
// and `cart:`. Of a stratum are kept: the number of different values of each part (HyperLogLog),
// which parts never vary, and a few hundred keys, sampled by hash, to look at, none of them longer
// than 256 bytes. What the shapes are is decided afterwards, from all of it.
//
// count() is for who wants to know only which stratum a key is in: it looks at the parts of the
// first 1024 keys of a stratum and at one key in 16 from then on, at random; of those whose stratum
// the caller knows (count_known()) one in 64 should be looked at. Columns are known as
// well by that, but a part with a few other values among thousands may pass for a word, and of
// large columns fewer values are counted.
//
// Holds 12 MiB of registers, 8 MiB of sampled keys and 2 MiB of strata at most; what does not fit
// is counted as `others()`.
#pragma once
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "librdb/base/types.h"
#include "librdb/key/hyper_log_log.h"
#include "librdb/key/key_excerpt.h"
#include "librdb/key/key_run.h"
#include "librdb/key/split_key.h"

namespace rdb {

/// What of a key besides its name makes it another shape.
struct KeyKind {
  ObjectType type = ObjectType::string;
  bool has_expiry = false;
  std::uint32_t db = 0;
  friend bool operator==(const KeyKind&, const KeyKind&) = default;
  /// Different for different kinds.
  std::uint64_t code() const {
    return std::uint64_t{db} << 9 | static_cast<std::uint64_t>(type) << 1 |
           std::uint64_t{has_expiry};
  }
};

/// A key that stands for `weight` of its stratum.
struct SampledKey {
  std::uint64_t hash = 0;
  OwnedBytes key;
};

struct KeyStratum {
  KeyKind kind;
  std::uint64_t kind_code = 0;
  std::uint64_t signature = 0;
  std::uint64_t trait = 0;  ///< SplitKey::trait, unless `is_rest`
  std::uint32_t parts = 0;
  unsigned words = 0;    ///< bit i: part i of the first key has no digit (of the first few)
  bool is_rest = false;  ///< the stem is not the same in all keys
  std::uint64_t keys = 0;
  std::uint64_t key_bytes = 0;
  std::uint64_t varied = 0;  ///< bit i: part i has several values
  std::array<std::uint64_t, kMostParts> first_hash{};
  OwnedBytes first_key;                 ///< none if longer than kLongestSampledKey
  std::unique_ptr<KeyExcerpt> excerpt;  ///< of the first key, if that is so long
  std::uint64_t sample_limit = ~std::uint64_t{0};
  unsigned sample_level = 0;  ///< one key in 2^level was kept
  std::vector<SampledKey> sample;
  std::unique_ptr<std::uint8_t[]> registers;  ///< null: there are few keys, or was no room

  bool varies(std::size_t part) const { return (varied >> part & 1) != 0; }
  /// Equal for strata that the stem does not tell apart if the first `common` parts are common to
  /// all; 0 for all that are the rest of a form.
  std::uint64_t stem(std::uint32_t common) const;
  /// The first key, cut; of a long one without the parts that do not fit(). Only key, parts and
  /// begin are set for sure.
  SplitKey split_first_key() const;
  /// Whether split_first_key() has the part.
  bool fits(std::size_t part) const { return excerpt == nullptr || excerpt->has(part); }
  bool is_word(std::size_t part) const { return (words >> part & 1) != 0; }
  /// Estimated number of values of a part.
  double distinct(std::size_t part) const;
};

class ShapeFinder {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  static constexpr std::size_t kMostFirstParts = 16;
  static constexpr std::size_t kMostFirstWords = 64;
  static constexpr std::size_t kLongestSampledKey = 256;
  static constexpr std::uint32_t kMostCommonParts = 3;

  ShapeFinder();

  /// The number of the stratum the key is in, or kNone. `slack`: as Entry::key_slack. O(key
  /// length).
  std::uint32_t add(Bytes key, KeyKind kind, std::size_t slack = 0);
  /// The same for keys of a run that was cut with `separator()`, from this number on up to the
  /// first that is no usual one; its number.
  std::size_t add(KeyRun& run, std::size_t from, KeyKind kind);
  /// What separated the last key that was added by itself: probably also the next.
  char separator() const { return split_.usual; }
  /// The same where the parts of most keys are not looked at; then split() is as outline_key()
  /// leaves it. A third of the time.
  std::uint32_t count(Bytes key, KeyKind kind, std::size_t slack = 0);
  /// More keys of the stratum, which count() would have given them. Their parts are not looked at.
  /// O(1).
  void count_known(std::uint32_t number, std::uint64_t keys, std::uint64_t key_bytes) {
    strata_[number]->keys += keys;
    strata_[number]->key_bytes += key_bytes;
  }
  /// Whether the next known key should be looked at all the same, by add(): one in 64, at random.
  bool wants_to_look() {
    if (--until_look_ != 0) [[likely]]
      return false;
    until_look_ = 1 + ((next_random() >> 32) * kLongestGap >> 32);
    return true;
  }
  /// How many parts in front decide, with separators and kind, that a key without a trait is in
  /// this stratum; while generation() stays what it is. 0: not known, or too few keys were looked
  /// at to pass others over.
  std::uint32_t deciding_parts(std::uint32_t number) const;
  /// Changes when keys go into other strata than those before them that are built alike.
  std::uint64_t generation() const { return generation_; }
  /// The key added last. Good until it goes away. Not set after kNone.
  const SplitKey& split() const { return split_; }

  const std::vector<std::unique_ptr<KeyStratum>>& strata() const { return strata_; }
  /// How many parts in front all keys have in common that are built and of the kind as those of the
  /// stratum, as far as they are looked at: at most kMostCommonParts. The part behind them is the
  /// last of the stem.
  std::uint32_t common_parts(const KeyStratum& stratum) const;
  /// Keys in no stratum: more than kMostParts parts, or too many shapes.
  std::uint64_t others() const { return others_; }

 private:
  static constexpr std::size_t kMostStrata = 2048;
  static constexpr std::size_t kSlots = 4 * kMostStrata;
  static constexpr std::size_t kMostSampledKeys = 256;  // of a stratum
  static constexpr std::uint64_t kAllLookedAt = 1024;   // by count()
  static constexpr unsigned kPassedOverBits = 4;        // then one in 16
  static constexpr std::uint64_t kLongestGap = 127;     // between known ones: one in 64
  static constexpr std::size_t kMostSampledBytes = std::size_t{8} << 20;
  static constexpr std::size_t kMostRegisters = std::size_t{12} << 20;

  static constexpr std::uint64_t kFewKeys = 64;  // that are counted without registers

  // Of a form, by the hash of separators and kind; or of a stratum, by that of its stem and trait
  // more.
  static constexpr std::size_t kKnown = 64;  // 2.5 KiB
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t stratum = kNone;  // of a form: of all stems that have none of their own
    std::uint32_t stems = 0;        // of a form
    std::uint32_t first = kNone;    // of a form: its first stratum
    std::uint8_t common_parts = 0;  // of a form
    std::uint8_t parts = 0;         // of a form: forms may meet by design of a key's author
    bool used = false;
  };

  // Where a key went that was built so: what find_or_make() would say again. Of forms without
  // common parts, whose strata stay what they are.
  struct Known {
    std::uint64_t signature = 0;
    std::uint64_t kind_code = 0;
    std::uint64_t first_hash = 0;
    std::uint32_t parts = 0;
    std::uint32_t stratum = kNone;
    bool is(std::uint64_t first, std::uint64_t separators, std::uint64_t kind,
            std::uint32_t count) const {
      return first_hash == first && signature == separators && kind_code == kind &&
             parts == count && stratum != kNone;
    }
  };

  // By chance, not by turns: keys may come in an order of their own.
  std::uint64_t next_random() {
    return random_ = random_ * 6364136223846793005 + 1442695040888963407;
  }
  const Slot* slot(std::uint64_t hash) const;
  Slot* slot(std::uint64_t hash) { return const_cast<Slot*>(std::as_const(*this).slot(hash)); }
  Slot* form_of(std::uint64_t kind_code);
  void narrow(Slot& form);
  std::uint32_t find_or_make(KeyKind kind);
  bool may_stand_apart(const Slot& form) const;
  std::uint32_t make(KeyKind kind, bool is_rest);
  std::uint32_t add_split(KeyKind kind);
  void remember(std::uint64_t kind_code, std::uint32_t number);
  static bool add_to_known(KeyStratum& stratum, RunKey& key, const std::uint64_t* hashes);
  std::uint32_t add_hashed(RunKey& key, const std::uint64_t* hashes, std::uint64_t signature,
                           KeyKind kind);
  void complete_split();
  void look(KeyStratum& stratum);
  bool is_passed_over(const KeyStratum& stratum);
  void count_from_now_on(KeyStratum& stratum);
  void sample(KeyStratum& stratum);
  void halve_sample(KeyStratum& stratum);

  SplitKey split_;
  bool is_outline_ = false;  // of split_ is set what outline_key() sets
  std::size_t slack_ = 0;    // of its key, if so
  // Of the last key, for those that are built alike.
  std::uint64_t last_kind_ = 0;
  std::uint64_t last_signature_ = 0;
  Slot* last_form_ = nullptr;
  std::array<Known, kKnown> known_;
  std::vector<Slot> slots_;
  std::vector<std::unique_ptr<KeyStratum>> strata_;
  std::size_t used_slots_ = 0;
  std::size_t sampled_bytes_ = 0;
  std::size_t register_bytes_ = 0;
  std::unique_ptr<std::uint8_t[]> no_registers_;  // written to where there was no room
  std::uint64_t others_ = 0;
  std::uint64_t generation_ = 0;
  std::uint64_t until_look_ = 1;
  std::uint64_t random_ = 1;
};

}  // namespace rdb
