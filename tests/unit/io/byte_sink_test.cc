#include "librdb/io/byte_sink.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "librdb/base/errors.h"
#include "librdb/io/temp_spool.h"
#include "tests/support/random_bytes.h"
#include "tests/support/temp_folder.h"

namespace rdb {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::random_bytes;
using testing::read_file;
using ::testing::SizeIs;
using testing::TempFolder;
using testing::write_file;
namespace fs = std::filesystem;

unsigned mode_of(const std::string& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0);
  return status.st_mode & 07777;
}

// Both ways to build a file: without a name, and with a temporary one.
class FileSink : public ::testing::TestWithParam<bool> {
 protected:
  OutputOptions options(bool overwrite = false, std::vector<std::string> inputs = {}) const {
    return {.overwrite = overwrite, .inputs = std::move(inputs), .unnamed = GetParam()};
  }
  std::unique_ptr<ByteSink> open(bool overwrite = false) const {
    return open_byte_sink(path_, options(overwrite));
  }
  void write_whole(Bytes bytes, bool overwrite = false) const {
    const auto sink = open(overwrite);
    sink->write(bytes);
    sink->close();
  }

  TempFolder folder_;
  std::string path_ = folder_ / "out.rdb";
};

INSTANTIATE_TEST_SUITE_P(All, FileSink, ::testing::Bool(), [](const auto& unnamed) {
  return std::string(unnamed.param ? "unnamed" : "named");
});

TEST_P(FileSink, WritesAFile) {
  const OwnedBytes bytes = random_bytes(300'000);
  const auto sink = open();
  EXPECT_TRUE(sink->seekable());
  for (std::size_t at = 0; at < bytes.size(); at += 7777)
    sink->write(Bytes(bytes).substr(at, 7777));
  EXPECT_EQ(sink->size(), bytes.size());
  sink->close();
  EXPECT_TRUE(read_file(path_) == bytes);
  EXPECT_EQ(mode_of(path_), 0600U);
  EXPECT_THAT(folder_.names(), ElementsAre("out.rdb"));
}

TEST_P(FileSink, AnEmptyFileIsAFile) {
  open()->close();
  EXPECT_EQ(read_file(path_), "");
}

TEST_P(FileSink, NothingStandsUnderTheNameBeforeClose) {
  {
    const auto sink = open();
    sink->write(random_bytes(100'000));
    EXPECT_FALSE(fs::exists(path_));
    EXPECT_THAT(folder_.names(), SizeIs(GetParam() ? 0 : 1));
  }
  EXPECT_THAT(folder_.names(), IsEmpty()) << "and nothing at all without it";
}

TEST_P(FileSink, TheOldOnesModeStaysIfItShall) {
  const OutputOptions keeping{.overwrite = true, .unnamed = GetParam(), .keep_mode = true};
  const auto write = [&] { open_byte_sink(path_, keeping)->close(); };
  write();
  EXPECT_EQ(mode_of(path_), 0600U) << "there was none";
  ASSERT_EQ(::chmod(path_.c_str(), 0644), 0);
  write();
  EXPECT_EQ(mode_of(path_), 0644U);
}

TEST_P(FileSink, TheOldFileStandsUntilClose) {
  write_file(path_, "old");
  const auto sink = open(true);
  sink->write("new");
  EXPECT_EQ(read_file(path_), "old");
  sink->close();
  EXPECT_EQ(read_file(path_), "new");
  EXPECT_EQ(mode_of(path_), 0600U) << "whatever the old one's was";
  EXPECT_THAT(folder_.names(), ElementsAre("out.rdb"));
}

TEST_P(FileSink, WrittenBytesCanBeChangedAndTakenBack) {
  const auto sink = open();
  sink->write("0123456789");
  sink->patch(3, "xyz");
  sink->truncate(8);
  EXPECT_EQ(sink->size(), 8U);
  sink->write("end");
  sink->patch(0, "A");
  sink->close();
  EXPECT_EQ(read_file(path_), "A12xyz67end");
}

TEST_P(FileSink, AnExistingFileIsRefused) {
  write_file(path_, "old");
  EXPECT_THROW(open(), Refused);
  EXPECT_EQ(read_file(path_), "old");
}

TEST_P(FileSink, AFileThatAppearsMeanwhileIsNotReplaced) {
  {
    const auto sink = open();
    sink->write("new");
    write_file(path_, "somebody else's");
    EXPECT_THROW(sink->close(), Refused);
  }
  EXPECT_EQ(read_file(path_), "somebody else's");
  EXPECT_THAT(folder_.names(), ElementsAre("out.rdb"));
}

TEST_P(FileSink, AFileThatAppearsMeanwhileIsReplacedIfThatIsAskedFor) {
  const auto sink = open(true);
  sink->write("new");
  write_file(path_, "somebody else's");
  sink->close();
  EXPECT_EQ(read_file(path_), "new");
}

TEST_P(FileSink, ALinkStaysAndItsTargetIsReplaced) {
  fs::create_directory(folder_ / "data");
  write_file(folder_ / "data/real.rdb", "old");
  fs::create_symlink("data/real.rdb", path_);
  EXPECT_THROW(open(), Refused);
  write_whole("new", true);
  EXPECT_TRUE(fs::is_symlink(path_));
  EXPECT_EQ(read_file(folder_ / "data/real.rdb"), "new");
  EXPECT_THAT(folder_.names(), SizeIs(2));
}

TEST_P(FileSink, ALinkToNothingIsRefused) {
  fs::create_symlink("nothing", path_);
  EXPECT_THROW(open(), Refused);
  EXPECT_THROW(open(true), Refused);
}

TEST_P(FileSink, AnInputUnderAnyNameIsRefused) {
  const std::string input = folder_ / "in.rdb";
  write_file(input, "precious");
  fs::create_symlink("in.rdb", folder_ / "link");
  fs::create_hard_link(input, folder_ / "hard");
  for (const std::string& output :
       {input, folder_ / "link", folder_ / "hard",
        folder_ / "../" + fs::path(folder_.path()).filename().string() + "/in.rdb"}) {
    EXPECT_THROW(open_byte_sink(output, options(true, {"missing", input})), Refused) << output;
    EXPECT_THROW(open_byte_sink(input, options(true, {output})), Refused) << output;
  }
  EXPECT_EQ(read_file(input), "precious");
  const auto other = open_byte_sink(path_, options(true, {input}));
  other->close();
  EXPECT_THAT(folder_.names(), SizeIs(4));
}

TEST_P(FileSink, PlacesWhereNoFileCanBeAreIoErrors) {
  EXPECT_THROW(open_byte_sink(folder_.path(), options(true)), IoError);
  EXPECT_THROW(open_byte_sink(folder_.path() + "/", options()), IoError);
  EXPECT_THROW(open_byte_sink(folder_ / "no/such/folder", options()), IoError);
  EXPECT_THROW(open_byte_sink(folder_ / "ends/", options()), IoError);
  EXPECT_THROW(open_byte_sink("", options()), IoError);
  write_file(path_, "");
  EXPECT_THROW(open_byte_sink(path_ + "/below", options()), IoError);
  EXPECT_THROW(open_byte_sink(folder_ / OwnedBytes(256, 'n'), options()), IoError);
}

TEST_P(FileSink, TheLongestNameThereIs) {
  path_ = folder_ / OwnedBytes(255, 'n');
  write_whole("long");
  write_whole("longer", true);
  EXPECT_EQ(read_file(path_), "longer");
  EXPECT_THAT(folder_.names(), SizeIs(1));
}

TEST_P(FileSink, ANameWithoutAFolderIsInTheCurrentOne) {
  const fs::path before = fs::current_path();
  fs::current_path(folder_.path());
  path_ = "here.rdb";
  const auto sink = open();
  sink->write("x");
  fs::current_path(before);  // and stays there
  sink->close();
  EXPECT_EQ(read_file(folder_ / "here.rdb"), "x");
}

TEST_P(FileSink, AFileSizeLimitIsAnIoErrorAndLeavesNothing) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  rlimit small = before;
  small.rlim_cur = 50'000;
  int error_number = 0;
  {
    const auto sink = open();
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    try {
      sink->write(random_bytes(100'000));
    } catch (const IoError& error) {
      error_number = error.error_number();
    }
    ::setrlimit(RLIMIT_FSIZE, &before);
  }
  ::signal(SIGXFSZ, handler);
  EXPECT_EQ(error_number, EFBIG);
  EXPECT_THAT(folder_.names(), IsEmpty());
}

TEST_P(FileSink, AFolderThatIsGoneAtCloseIsAnError) {
  fs::create_directory(folder_ / "gone");
  path_ = folder_ / "gone/out.rdb";
  const auto sink = open();
  sink->write("x");
  fs::remove_all(folder_ / "gone");
  EXPECT_THROW(sink->close(), IoError);
}

TEST_P(FileSink, AHandlerCanCleanUpAndTheSinkStaysHarmless) {
  {
    std::vector<std::unique_ptr<ByteSink>> sinks;
    for (int i = 0; i < 300; ++i) {  // more than the table takes
      sinks.push_back(open_byte_sink(path_ + std::to_string(i), options()));
    }
    sinks[0]->write("x");
    remove_pending_outputs();
    EXPECT_THAT(folder_.names(), SizeIs(GetParam() ? 0 : 300 - 256));
    if (!GetParam()) {
      EXPECT_THROW(sinks[0]->close(), IoError);
    }
  }
  EXPECT_THAT(folder_.names(), IsEmpty());
  write_whole("afterwards");
  remove_pending_outputs();
  EXPECT_EQ(read_file(path_), "afterwards") << "what is finished is not pending";
}

TEST(UnnamedFileSink, EvenAKillLeavesNothing) {
  const TempFolder folder;
  write_file(folder / "old", "old");
  const pid_t child = ::fork();
  if (child == 0) {
    const auto fresh = open_byte_sink(folder / "fresh", {});
    const auto over = open_byte_sink(folder / "old", {.overwrite = true});
    fresh->write("half");
    over->write("half");
    ::raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_THAT(folder.names(), ElementsAre("old"));
  EXPECT_EQ(read_file(folder / "old"), "old");
}

TEST(DirectSink, DevicesAreWrittenDirectly) {
  const auto null = open_byte_sink("/dev/null", {.inputs = {"/dev/null"}});
  EXPECT_FALSE(null->seekable());
  null->write("gone");
  EXPECT_EQ(null->size(), 4U);
  EXPECT_THROW(null->patch(0, "x"), IoError);
  EXPECT_THROW(null->truncate(0), IoError);
  null->close();
  struct stat status {};
  ASSERT_EQ(::stat("/dev/null", &status), 0);
  EXPECT_TRUE(S_ISCHR(status.st_mode)) << "still the device";
}

TEST(DirectSink, AFullDeviceIsAnIoError) {
  const auto full = open_byte_sink("/dev/full", {});
  try {
    full->write("x");
    FAIL() << "taken for written";
  } catch (const IoError& error) {
    EXPECT_EQ(error.error_number(), ENOSPC);
    EXPECT_THAT(error.what(), HasSubstr("write /dev/full"));
  }
}

TEST(DirectSink, ANamedPipeIsWrittenDirectly) {
  const TempFolder folder;
  const std::string path = folder / "pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const OwnedBytes bytes = random_bytes(500'000);
  OwnedBytes received;
  std::thread reader([&] { received = read_file(path); });
  const auto sink = open_byte_sink(path, {});
  sink->write(bytes);
  sink->close();
  reader.join();
  EXPECT_TRUE(received == bytes);
  EXPECT_TRUE(fs::is_fifo(path));
}

TEST(FdSink, WritesEverythingToASlowNonBlockingPipe) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ASSERT_EQ(::fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
  const OwnedBytes bytes = random_bytes(400'000);
  OwnedBytes received;
  std::thread reader([&] {
    char buffer[5000];
    for (ssize_t n = 0; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
      received.append(buffer, static_cast<std::size_t>(n));
    }
  });
  make_fd_sink(ends[1], "(pipe)")->write(bytes);
  ::close(ends[1]);
  reader.join();
  ::close(ends[0]);
  EXPECT_TRUE(received == bytes);
}

TEST(FdSink, AReaderThatWentAwayIsAnIoError) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ::close(ends[0]);
  const auto handler = ::signal(SIGPIPE, SIG_IGN);
  int error_number = 0;
  try {
    make_fd_sink(ends[1], "(stdout)")->write("x");
  } catch (const IoError& error) {
    error_number = error.error_number();
  }
  ::signal(SIGPIPE, handler);
  ::close(ends[1]);
  EXPECT_EQ(error_number, EPIPE);
}

TEST(FdSink, MinusIsStdoutUnlessThatIsAnInput) {
  const TempFolder folder;
  write_file(folder / "redirected", "in");
  const int file = ::open((folder / "redirected").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  const int saved = ::dup(STDOUT_FILENO);
  ::fflush(stdout);
  ASSERT_EQ(::dup2(file, STDOUT_FILENO), STDOUT_FILENO);
  bool refused = false;
  try {
    open_byte_sink("-", {.inputs = {folder / "redirected"}});
  } catch (const Refused&) {
    refused = true;
  }
  const auto sink = open_byte_sink("-", {});
  sink->write(" and out");
  sink->close();
  ::dup2(saved, STDOUT_FILENO);
  ::close(saved);
  ::close(file);
  EXPECT_TRUE(refused);
  EXPECT_EQ(read_file(folder / "redirected"), "in and out");
}

TEST(HoldBack, PassesOnAtCloseOrNotAtAll) {
  const TempFolder folder;
  TempSpoolFactory spools(folder.path(), 1000);
  const OwnedBytes bytes = random_bytes(10'000);
  OwnedBytes out;
  hold_back(std::make_unique<MemorySink>(out), spools.make())->write(bytes);
  EXPECT_EQ(out, "") << "given up";
  const auto sink = hold_back(std::make_unique<MemorySink>(out), spools.make());
  sink->write(Bytes(bytes).substr(0, 300));
  sink->write(Bytes(bytes).substr(300));
  EXPECT_EQ(sink->size(), bytes.size());
  EXPECT_FALSE(sink->seekable());
  EXPECT_EQ(out, "");
  sink->close();
  EXPECT_TRUE(out == bytes);
}

TEST(HoldBack, SyncPassesOnAndCloseDoesNotDoItAgain) {
  const TempFolder folder;
  TempSpoolFactory spools(folder.path(), 1000);
  OwnedBytes out;
  const auto sink = hold_back(std::make_unique<MemorySink>(out), spools.make());
  sink->write("held");
  sink->sync();
  EXPECT_EQ(out, "held");
  sink->close();
  EXPECT_EQ(out, "held");
}

TEST_P(FileSink, SyncedItHasNoNameYet) {
  {
    const auto sink = open();
    sink->write("bytes");
    sink->sync();
    EXPECT_FALSE(fs::exists(path_));
  }
  EXPECT_THAT(folder_.names(), IsEmpty());
}

// Cannot be made durable.
class BrokenSink final : public ByteSink {
 public:
  void write(Bytes) override {}
  bool seekable() const override { return false; }
  void patch(std::uint64_t, Bytes) override {}
  void truncate(std::uint64_t) override {}
  std::uint64_t size() const override { return 0; }
  void sync() override { throw IoError("fsync", EIO); }
  void close() override { ADD_FAILURE() << "closed though it failed"; }
};

TEST_P(FileSink, ClosedTogetherAllAppearOrNone) {
  const std::string other = folder_ / "other";
  const auto write_two = [&](ByteSink* third) {
    const auto first = open();
    const auto second = open_byte_sink(other, options());
    first->write("one");
    second->write("two");
    close_together({first.get(), nullptr, second.get(), third});
  };
  BrokenSink broken;
  EXPECT_THROW(write_two(&broken), IoError);
  EXPECT_THAT(folder_.names(), IsEmpty());
  write_two(nullptr);
  EXPECT_EQ(read_file(path_), "one");
  EXPECT_EQ(read_file(other), "two");
}

}  // namespace
}  // namespace rdb
