#include "librdb/event/stream_check.h"

#include <gtest/gtest.h>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

template <typename Check>
std::string damage_found_by(Check check) {
  try {
    check();
  } catch (const CorruptInput& error) {
    return error.reason();
  }
  return "";
}

TEST(StreamCheck, TheLengthIsTheNumberOfEntries) {
  EXPECT_EQ(damage_found_by([] { check_length(0, 0); }), "");
  EXPECT_EQ(damage_found_by([] { check_length(3, 3); }), "");
  EXPECT_EQ(damage_found_by([] { check_length(3, 2); }), "a stream states 3 entries and holds 2");
  EXPECT_EQ(damage_found_by([] { check_length(0, 1); }), "a stream states 0 entries and holds 1");
}

TEST(StreamCheck, TheLastIdIsThatOfTheLastEntryOrLater) {
  EXPECT_EQ(damage_found_by([] { check_last_id({5, 2}, {5, 2}); }), "");
  EXPECT_EQ(damage_found_by([] { check_last_id({6, 0}, {5, 2}); }), "");
  EXPECT_EQ(damage_found_by([] {
              check_last_id({5, 1}, {5, 2});
            }),
            "a stream's last id is less than that of its last entry");
}

}  // namespace
}  // namespace rdb
