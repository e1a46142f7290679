#include "tools/failure.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <new>

#include "librdb/base/errors.h"
#include "tools/exit_codes.h"
#include "tools/usage_error.h"

namespace rdbmill {
namespace {

template <typename Thrown>
Failure failure_of(const Thrown& thrown) {
  try {
    throw thrown;
  } catch (...) {
    return describe_failure();
  }
}

TEST(Failure, EveryCauseHasItsStatus) {
  EXPECT_EQ(failure_of(UsageError("x")).exit_code, 2);
  EXPECT_EQ(failure_of(rdb::InvalidArgument("x")).exit_code, 2);
  EXPECT_EQ(failure_of(rdb::CorruptInput("x")).exit_code, 3);
  EXPECT_EQ(failure_of(rdb::TruncatedInput("x")).exit_code, 3);
  EXPECT_EQ(failure_of(rdb::Unsupported("x")).exit_code, 4);
  EXPECT_EQ(failure_of(rdb::LimitExceeded("x")).exit_code, 5);
  EXPECT_EQ(failure_of(rdb::IoError("x", EIO)).exit_code, 5);
  EXPECT_EQ(failure_of(std::bad_alloc()).exit_code, 5);
  EXPECT_EQ(failure_of(rdb::Refused("x")).exit_code, 6);
  EXPECT_EQ(failure_of(std::runtime_error("x")).exit_code, 70);
  EXPECT_EQ(failure_of(42).exit_code, 70);
  EXPECT_EQ(failure_of(ReaderWentAway()).exit_code, 0);
  EXPECT_EQ(failure_of(ReaderWentAway()).message, "");
}

TEST(Failure, SaysWhereAndWhatNext) {
  rdb::TruncatedInput error("expected 214 more bytes");
  error.at({.file = "dump.rdb", .offset = 7});
  const Failure failure = failure_of(error);
  EXPECT_EQ(failure.message, "dump.rdb: truncated at byte 7: expected 214 more bytes");
  EXPECT_NE(failure.hint, "");
}

TEST(WorseOf, DamageComesFirst) {
  // "the highest of 3, 4, 5, 1 in that order"
  const int order[] = {3, 4, 5, 1, 0};
  for (int i = 0; i < 5; ++i) {
    for (int j = 0; j < 5; ++j) {
      EXPECT_EQ(worse_of(order[i], order[j]), order[std::min(i, j)]);
    }
  }
}

}  // namespace
}  // namespace rdbmill
