// Key names by number, all different: `bull:<w:email|sync>:<int:1-900000>`.
//
//   const NameTemplate names("pv:<int:1-300000>:<date8@30:90>", ctime_seconds, seed);
//   names.write(17, name);
//
// Text as it stands and placeholders in angle brackets, which name_part.h lists. A name's number is
// taken apart into a number for each placeholder, in shuffled order, so no two names are equal and
// none is remembered. If that makes more than 2^62 names, the largest placeholder tells them apart
// by itself and the others are drawn.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "tools/name_part.h"
#include "tools/permutation.h"

namespace rdbmill {

class NameTemplate {
 public:
  /// Throws `rdb::InvalidArgument` for a template that cannot be understood.
  NameTemplate(rdb::Bytes text, std::int64_t ctime_seconds, std::uint64_t seed);

  /// How many names there are: at most 2^62.
  std::uint64_t capacity() const;
  /// Replaces `name`. Requires: n < capacity().
  void write(std::uint64_t n, std::string& name) const;
  /// Which names are siblings: equal but for the placeholder with `@K`; without one all differ.
  std::uint64_t group(std::uint64_t n) const { return siblings_ == 0 ? n : n / siblings_; }

 private:
  explicit NameTemplate(rdb::Bytes text);
  void count();
  std::uint64_t value_of_sibling(std::uint64_t n) const;

  std::vector<std::string> literals_;  // before each part, the last one behind them all
  std::vector<NamePart> parts_;
  std::size_t carrier_ = kNone;  // tells names apart by itself
  std::size_t field_ = kNone;    // tells siblings apart
  std::uint64_t siblings_ = 0;
  std::uint64_t groups_ = 1;  // that the others can tell apart
  Permutation order_{1, 0};
  std::int64_t ctime_seconds_ = 0;
  std::uint64_t seed_ = 0;

  static constexpr std::size_t kNone = ~std::size_t{0};
};

}  // namespace rdbmill
