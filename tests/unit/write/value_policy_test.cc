#include "librdb/write/value_policy.h"

#include <gtest/gtest.h>

namespace rdb {
namespace {

TEST(ReasonToLeaveOut, NamesTheKindOfAFunctionLibrary) {
  Function library;
  EXPECT_EQ(reason_to_leave_out(library), "function library");
  library.pre_release = true;
  EXPECT_EQ(reason_to_leave_out(library), "function library of a 7.0 release candidate");
}

}  // namespace
}  // namespace rdb
