#include "librdb/io/source.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "librdb/base/errors.h"
#include "tests/support/random_bytes.h"
#include "tests/support/temp_folder.h"

namespace rdb {
namespace {

using ::testing::HasSubstr;
using testing::random_bytes;
using testing::TempFolder;
using testing::write_file;

OwnedBytes read_all(Source& source, std::size_t piece = 1 << 16) {
  OwnedBytes all;
  OwnedBytes buffer(piece, '\0');
  while (const std::size_t n = source.read(buffer.data(), buffer.size())) {
    EXPECT_LE(n, piece);
    all.append(buffer, 0, n);
  }
  EXPECT_EQ(source.read(buffer.data(), 1), 0U) << "the end stays the end";
  return all;
}

struct Pipe {
  Pipe() { EXPECT_EQ(::pipe(ends), 0); }
  ~Pipe() {
    close_read();
    close_write();
  }
  void close_read() { ::close(std::exchange(ends[0], -1)); }
  void close_write() { ::close(std::exchange(ends[1], -1)); }
  int ends[2];
};

// What open_source() says when it must fail; empty if it does not.
std::string failure_to_open(const std::string& path) {
  try {
    open_source(path);
  } catch (const IoError& error) {
    return error.what();
  }
  return "";
}

TEST(MemorySource, AnyPieceSizeGivesTheSameBytes) {
  const OwnedBytes bytes = random_bytes(300);
  for (std::size_t piece = 1; piece < 310; ++piece) {
    for (const std::size_t buffer : {1, 2, 7, 64, 500}) {
      MemorySource source(bytes, piece);
      ASSERT_EQ(read_all(source, buffer), bytes);
    }
  }
}

TEST(MemorySource, KnowsWhereItIs) {
  MemorySource source("0123456789", 4, "some name");
  EXPECT_EQ(source.name(), "some name");
  EXPECT_EQ(source.length(), 10U);
  EXPECT_EQ(source.bytes_left(), 10U);
  char buffer[8];
  EXPECT_EQ(source.read(buffer, sizeof buffer), 4U);
  EXPECT_EQ(source.bytes_left(), 6U);
  EXPECT_EQ(source.position(), 4U);
}

TEST(Decompressed, GivesPlainBytesBackWhole) {
  for (std::size_t size = 0; size < 20; ++size) {
    const OwnedBytes bytes = OwnedBytes("REDIS0011 and so on.").substr(0, size);
    for (std::size_t piece = 1; piece < 8; ++piece) {
      const auto source = decompressed(std::make_unique<MemorySource>(bytes, piece));
      EXPECT_EQ(source->bytes_left(), size);
      EXPECT_EQ(source->position(), 0U);
      EXPECT_EQ(source->length(), size);
      ASSERT_EQ(read_all(*source, 3), bytes);
      EXPECT_EQ(source->bytes_left(), 0U);
      EXPECT_EQ(source->position(), size);
    }
  }
}

class FileSource : public ::testing::Test {
 protected:
  TempFolder folder_;
  std::string path_ = folder_ / "dump.rdb";
};

TEST_F(FileSource, ReadsAFile) {
  const OwnedBytes bytes = random_bytes(200'000);
  write_file(path_, bytes);
  const auto source = open_source(path_);
  EXPECT_EQ(source->name(), path_);
  EXPECT_EQ(source->length(), bytes.size());
  EXPECT_EQ(source->bytes_left(), bytes.size());
  EXPECT_EQ(read_all(*source, 777), bytes);
  EXPECT_EQ(source->bytes_left(), 0U);
  EXPECT_EQ(source->position(), bytes.size());
}

TEST_F(FileSource, ReadsAnEmptyFile) {
  write_file(path_, "");
  EXPECT_EQ(read_all(*open_source(path_)), "");
}

TEST_F(FileSource, ReadsWhatTheKernelMakesUp) {
  EXPECT_THAT(read_all(*open_source("/proc/self/status")), HasSubstr("Pid:"));
}

TEST_F(FileSource, SaysWhatCannotBeOpened) {
  EXPECT_THAT(failure_to_open(path_), HasSubstr(path_ + ": No such file"));
  EXPECT_THAT(failure_to_open(folder_.path()), HasSubstr("Is a directory"));
  EXPECT_THAT(failure_to_open(""), HasSubstr("\"\""));
  EXPECT_THAT(failure_to_open(path_ + "\n"), HasSubstr("dump.rdb\\n"));
}

TEST_F(FileSource, AFileThatShrinksIsTruncated) {
  write_file(path_, random_bytes(100'000));
  const auto source = open_source(path_);
  OwnedBytes buffer(50'000, '\0');
  ASSERT_GT(source->read(buffer.data(), buffer.size()), 0U);
  ASSERT_EQ(::truncate(path_.c_str(), 60'000), 0);
  try {
    while (source->read(buffer.data(), buffer.size()) != 0) continue;
    FAIL() << "taken for the end of the file";
  } catch (const TruncatedInput& error) {
    EXPECT_THAT(error.what(), HasSubstr("100000"));
    EXPECT_THAT(error.what(), HasSubstr("60000"));
  }
}

TEST_F(FileSource, AFileThatGrowsIsReadAsItWas) {
  write_file(path_, "0123456789");
  const auto source = open_source(path_);
  write_file(path_, "0123456789abcdef");
  EXPECT_EQ(read_all(*source), "0123456789");
}

TEST_F(FileSource, ADescriptorIsReadFromWhereItStandsAndStaysOpen) {
  write_file(path_, "0123456789");
  const int fd = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  char skipped[4];
  ASSERT_EQ(::read(fd, skipped, 4), 4);
  {
    const auto source = make_fd_source(fd, "four in");
    EXPECT_EQ(source->bytes_left(), 6U);
    EXPECT_EQ(source->position(), 4U);
    EXPECT_EQ(source->length(), 10U);
    EXPECT_EQ(read_all(*source), "456789");
  }
  EXPECT_EQ(::close(fd), 0);
}

TEST_F(FileSource, ADescriptorBehindTheEndHasNothingLeft) {
  write_file(path_, "0123456789");
  const int fd = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_EQ(::lseek(fd, 100, SEEK_SET), 100);
  EXPECT_EQ(read_all(*make_fd_source(fd, "behind")), "");
  ::close(fd);
}

TEST(FdSource, AClosedDescriptorIsAnIoError) {
  EXPECT_THROW(make_fd_source(-1, "closed"), IoError);
}

TEST(FdSource, ReadsAPipeOfUnknownLength) {
  Pipe pipe;
  const OwnedBytes bytes = random_bytes(300'000);
  std::thread writer([&] {
    Bytes rest = bytes;
    while (!rest.empty()) {
      const ssize_t n = ::write(pipe.ends[1], rest.data(), std::min<std::size_t>(rest.size(), 999));
      ASSERT_GT(n, 0);
      rest.remove_prefix(static_cast<std::size_t>(n));
    }
    pipe.close_write();
  });
  const auto source = decompressed(make_fd_source(pipe.ends[0], "(pipe)"));
  EXPECT_EQ(source->bytes_left(), Source::kUnknown);
  EXPECT_EQ(source->length(), Source::kUnknown);
  const OwnedBytes read = read_all(*source);
  writer.join();
  EXPECT_EQ(read, bytes);
  EXPECT_EQ(source->position(), bytes.size());
}

TEST(FdSource, WaitsOnANonBlockingPipe) {
  Pipe pipe;
  ASSERT_EQ(::fcntl(pipe.ends[0], F_SETFL, O_NONBLOCK), 0);
  std::thread writer([&] {
    ::usleep(30'000);
    EXPECT_EQ(::write(pipe.ends[1], "late", 4), 4);
    pipe.close_write();
  });
  const auto source = make_fd_source(pipe.ends[0], "(pipe)");
  EXPECT_EQ(read_all(*source), "late");
  writer.join();
}

TEST(FdSource, SurvivesInterruptions) {
  Pipe pipe;
  static volatile sig_atomic_t interruptions;
  interruptions = 0;
  struct sigaction action {};
  action.sa_handler = [](int) { interruptions = interruptions + 1; };  // no SA_RESTART
  struct sigaction before {};
  ASSERT_EQ(::sigaction(SIGUSR1, &action, &before), 0);
  const pthread_t reader = ::pthread_self();
  std::thread writer([&] {
    for (int i = 0; i < 20; ++i) {
      ::usleep(2000);
      ::pthread_kill(reader, SIGUSR1);
      ::usleep(2000);
      EXPECT_EQ(::write(pipe.ends[1], "x", 1), 1);
    }
    pipe.close_write();
  });
  const auto source = make_fd_source(pipe.ends[0], "(pipe)");
  EXPECT_EQ(read_all(*source), OwnedBytes(20, 'x'));
  writer.join();
  ::sigaction(SIGUSR1, &before, nullptr);
  EXPECT_GT(interruptions, 0);
}

TEST(FdSource, MinusIsStdin) {
  Pipe pipe;
  ASSERT_EQ(::write(pipe.ends[1], "from stdin", 10), 10);
  pipe.close_write();
  const int saved = ::dup(STDIN_FILENO);
  ASSERT_EQ(::dup2(pipe.ends[0], STDIN_FILENO), STDIN_FILENO);
  const auto source = open_source("-");
  EXPECT_EQ(source->name(), "(stdin)");
  EXPECT_EQ(read_all(*source), "from stdin");
  if (saved >= 0) {
    ::dup2(saved, STDIN_FILENO);
    ::close(saved);
  } else {
    ::close(STDIN_FILENO);
  }
}

}  // namespace
}  // namespace rdb
