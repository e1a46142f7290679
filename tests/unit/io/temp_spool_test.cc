#include "librdb/io/temp_spool.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <random>

#include "librdb/base/errors.h"
#include "tests/support/random_bytes.h"
#include "tests/support/temp_folder.h"

namespace rdb {
namespace {

using testing::random_bytes;
using testing::TempFolder;

OwnedBytes all_of(ByteStream& stream) {
  OwnedBytes all;
  for (Bytes part = stream.next(); !part.empty(); part = stream.next()) all += part;
  EXPECT_TRUE(stream.next().empty()) << "the end stays the end";
  return all;
}

TEST(TempSpool, GivesBackWhatWasPutInForAnyMemory) {
  const TempFolder folder;
  std::mt19937 random(1);
  for (const std::size_t memory : {0, 1, 100, 4096, 70'000, 1 << 20}) {
    for (const std::size_t size : {0, 1, 99, 100, 101, 69'999, 200'000}) {
      TempSpoolFactory factory(folder.path(), memory);
      const auto spool = factory.make();
      const OwnedBytes bytes = random_bytes(size);
      for (Bytes rest = bytes; !rest.empty();) {
        const Bytes part = rest.substr(0, random() % (size / 5 + 1) + 1);
        spool->append(part);
        rest.remove_prefix(part.size());
      }
      ASSERT_EQ(spool->size(), size);
      ASSERT_TRUE(all_of(spool->replay()) == bytes);
      ASSERT_EQ(spool->size(), size);
      ASSERT_FALSE(size != 0 && spool->replay().next().empty());
      ASSERT_TRUE(all_of(spool->replay()) == bytes) << "again, after a pass that was given up";
    }
  }
}

TEST(TempSpool, ClearedItIsAsNew) {
  const TempFolder folder;
  TempSpoolFactory factory(folder.path(), 1000);
  const auto spool = factory.make();
  for (const std::size_t size : {5000, 10, 1000, 1001, 0, 100'000, 500}) {
    const OwnedBytes bytes = random_bytes(size, size);
    spool->append(bytes);
    ASSERT_EQ(spool->size(), size);
    ASSERT_TRUE(all_of(spool->replay()) == bytes);
    spool->clear();
    ASSERT_EQ(spool->size(), 0U);
  }
  EXPECT_EQ(all_of(spool->replay()), "");
}

TEST(TempSpool, LeavesNoNameInTheFolder) {
  const TempFolder folder;
  TempSpoolFactory factory(folder.path(), 10);
  const auto spool = factory.make();
  spool->append(random_bytes(100'000));
  EXPECT_TRUE(folder.names().empty());
}

TEST(TempSpool, NeedsNoFolderBelowItsMemory) {
  TempSpoolFactory factory("/does/not/exist", 1000);
  const auto spool = factory.make();
  spool->append(random_bytes(1000));
  EXPECT_THROW(spool->append("x"), IoError);
}

TEST(TempSpool, AnEmptyFolderIsTmp) {
  TempSpoolFactory factory("", 0);
  const auto spool = factory.make();
  spool->append("to a file");
  EXPECT_EQ(all_of(spool->replay()), "to a file");
}

TEST(TempSpool, AFileSizeLimitIsAnIoError) {
  const TempFolder folder;
  TempSpoolFactory factory(folder.path(), 10);
  const auto spool = factory.make();
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  rlimit small = before;
  small.rlim_cur = 4096;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  int error_number = 0;
  try {
    spool->append(random_bytes(100'000));
  } catch (const IoError& error) {
    error_number = error.error_number();
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, handler);
  EXPECT_EQ(error_number, EFBIG);
}

}  // namespace
}  // namespace rdb
