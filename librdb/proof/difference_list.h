// The first differences of many, in an order that does not depend on how they were found.
#pragma once
#include <cstddef>
#include <set>

#include "librdb/proof/verify.h"

namespace rdb {

class DifferenceList {
 public:
  /// Counts in `found`, which must outlive the list; keeps the first `most` by database, key,
  /// field.
  DifferenceList(Verification& found, std::size_t most) : found_(found), most_(most) {}

  void add(Difference difference);
  /// Moves what is kept to the Verification.
  void finish();

 private:
  struct Before {
    bool operator()(const Difference& a, const Difference& b) const;
  };
  Verification& found_;
  std::size_t most_;
  std::multiset<Difference, Before> first_;
};

}  // namespace rdb
