// Keys counted by shape, ids folded, while they go by.
//
//   ShapeTallies shapes(profile);
//   shapes.find(entry);  shapes.string(value);  shapes.add(size);      // each key
//   for (const ShapeRow& row : shapes.rows()) …
//
// What the shapes are is known only at the end (key_shape.h), memory has to be summed before. It is
// summed by stratum of ShapeFinder: separators, type, database and first part. A shape is always a
// set of whole strata, whatever is found out later: which parts are words and which are ids decides
// how strata are named and united, never how one is divided. So the sums are exact and nothing has
// to be split by a sample. Keys of one shape with and without an expiry share a stratum here
// (unlike in `plan`): the share without TTL is one of its figures.
//
// Of most keys only separators and the first part are looked at (ShapeFinder::count()).
// Holds what ShapeFinder holds, 100 bytes a stratum and 11 MiB of sampled groups at most.
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "librdb/event/entry.h"
#include "librdb/key/key_shape.h"
#include "librdb/report/regroup_sampler.h"
#include "librdb/report/tally.h"

namespace rdb {

/// What pulling one part out of the keys of a shape would save; an estimate. Whole numbers, so that
/// those of several dumps add up to the same in any order.
struct RegroupChance {
  OwnedBytes field;  ///< name of the placeholder
  std::uint64_t keys = 0;
  std::uint64_t hashes = 0;
  std::int64_t saved = 0;  ///< bytes of used_memory, without what the database's table shrinks
  bool any_value = false;  ///< not all values are integers
  friend bool operator==(const RegroupChance&, const RegroupChance&) = default;
};

struct ShapeRow {
  OwnedBytes pattern;  ///< in the syntax of pattern.h, never empty
  ObjectType type = ObjectType::string;
  Tally tally;
  OwnedBytes example;
  std::vector<RegroupChance> regroups;  ///< of the parts worth a look, by name

  /// The part that saves most, null if none saves.
  const RegroupChance* best_regroup() const;
};

class ShapeTallies {
 public:
  explicit ShapeTallies(const ServerProfile& profile) : costs_(profile) {}

  /// Whether the key is one that regroup could put into a hash: a string that never expires.
  static bool may_be_grouped(const Entry& entry) {
    return entry.type == ObjectType::string && !entry.attributes.has_expiry();
  }
  /// A key begins.
  void find(const Entry& entry) {
    find(entry.key, entry.type, entry.db, entry.attributes.has_expiry(), entry.key_slack);
  }
  /// A string that never expires, all at once. `slack`: as Entry::key_slack.
  void count_string(Bytes key, std::uint32_t db, std::size_t slack, const StringMeasure& value,
                    const Tally& one) {
    find(key, ObjectType::string, db, false, slack);
    string(value);
    tally() += one;
  }
  /// The same of many in less time, if it is known where they go: to stratum() of a key that begins
  /// with the same deciding_parts(), has as many separators and is in the same database. All but
  /// what sampler() of that key does with each. `integers`: how many of the values are integers.
  void count_known_strings(std::uint32_t number, const Tally& strings, std::uint64_t key_bytes,
                           std::uint64_t integers) {
    finder_.count_known(number, strings.keys, key_bytes);
    strata_[number].integers += integers;
    strata_[number].tally += strings;
  }
  /// count_string() of a key that could be counted as known, whose parts are looked at instead.
  void look_at_string(Bytes key, std::uint32_t db, std::size_t slack, const StringMeasure& value,
                      const Tally& one);
  /// Whether the next known key should be: of them a few, at random.
  bool wants_to_look() { return finder_.wants_to_look(); }
  /// find() of a key of any type that could be counted as known, since one of its type went to that
  /// stratum.
  void find_known(std::uint32_t number, const Entry& entry) {
    go_to(number, may_be_grouped(entry));
    finder_.count_known(number, 1, entry.key.size());
  }
  /// The same, but its parts are looked at.
  void look_at(const Entry& entry);
  /// string() of a key that was found by find_known(), but for what sampler() does with it.
  void known_string(const StringMeasure& value) {
    if (may_be_grouped_) strata_[current_].integers += value.is_integer();
  }
  /// Where the key went that was counted last; ShapeFinder::kNone: nowhere.
  std::uint32_t stratum() const { return current_; }
  /// Of that stratum, null if the key is not one to be grouped. Requires: deciding_parts() is not
  /// 0.
  RegroupSampler* sampler() { return may_be_grouped_ ? strata_[current_].sampler.get() : nullptr; }
  /// Of that stratum; 0: such keys cannot be counted as known ones, maybe later. Good while
  /// generation() is the same.
  std::uint32_t deciding_parts() const;
  std::uint64_t generation() const { return finder_.generation(); }
  /// It is a string. The key must still be there.
  void string(const StringMeasure& value);
  /// It ends: counted.
  void add(const KeySize& size) { tally().add(size); }

  /// Heaviest first. O(strata + samples).
  std::vector<ShapeRow> rows() const;
  /// Keys in no shape.
  const Tally& unshaped() const { return unshaped_; }

 private:
  struct Stratum {
    Tally tally;
    std::uint64_t integers = 0;  // without expiry
    std::unique_ptr<RegroupSampler> sampler;
  };

  Tally& tally() { return current_ == ShapeFinder::kNone ? unshaped_ : strata_[current_].tally; }
  void find(Bytes key, ObjectType type, std::uint32_t db, bool has_expiry, std::size_t slack);
  void go_to(std::uint32_t number, bool may_be_grouped);
  using Samples = std::vector<std::vector<RegroupSample>>;  // of the strata of a shape
  std::vector<RegroupChance> regroups(const KeyShape& shape) const;
  std::optional<RegroupChance> regroup(const KeyShape& shape, const Samples& samples,
                                       std::size_t part) const;

  ElementCosts costs_;
  RegroupBudget budget_;
  ShapeFinder finder_;
  std::vector<Stratum> strata_;
  Tally unshaped_;
  std::uint32_t current_ = ShapeFinder::kNone;
  bool may_be_grouped_ = false;
};

}  // namespace rdb
