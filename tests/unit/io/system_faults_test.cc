// What the io floor does when the system fails it: this program has its own openat, write, fsync …
// in front of libc's, which fail, fall short or are interrupted on demand.
#include <dlfcn.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>

#include "librdb/base/errors.h"
#include "librdb/io/byte_sink.h"
#include "librdb/io/source.h"
#include "librdb/io/temp_spool.h"
#include "tests/support/random_bytes.h"
#include "tests/support/temp_folder.h"

namespace {

// What is to happen, and what did. One thread at a time arms it.
struct Faults {
  bool armed = false;
  int nth = 0;              // this call fails, counted from 1; 0: none
  int error_number = 0;     // with this errno, or kills the process (kKill)
  bool stutter = false;     // every second call is interrupted, the others move few bytes
  std::string_view always;  // calls of these names (blank-separated) always fail
  int calls = 0;
  bool failed = false;
};
constexpr int kKill = -1;
Faults g_faults;

bool listed(std::string_view names, std::string_view name) {
  const std::size_t at = names.find(name);
  return at != std::string_view::npos &&
         (at + name.size() == names.size() || names[at + name.size()] == ' ');
}

bool fails(const char* name) {
  if (!g_faults.armed) return false;
  ++g_faults.calls;
  int error = 0;
  if (g_faults.calls == g_faults.nth || listed(g_faults.always, name)) {
    error = g_faults.error_number;
    g_faults.failed = true;
    if (error == kKill) ::raise(SIGKILL);
  } else if (g_faults.stutter && g_faults.calls % 2 == 0 &&
             listed("openat read write pread pwrite ftruncate fsync", name)) {
    error = EINTR;
  }
  if (error != 0) errno = error;
  return error != 0;
}

std::size_t moved(std::size_t size) {
  return g_faults.armed && g_faults.stutter ? std::min<std::size_t>(size, 3000) : size;
}

template <typename Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {
int openat(int folder, const char* path, int flags, ...) {
  if (fails("openat")) return -1;
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  static auto* const next = real<int(int, const char*, int, ...)>("openat");
  return next(folder, path, flags, mode);
}
ssize_t read(int fd, void* to, size_t size) {
  static auto* const next = real<ssize_t(int, void*, size_t)>("read");
  return fails("read") ? -1 : next(fd, to, moved(size));
}
ssize_t write(int fd, const void* from, size_t size) {
  static auto* const next = real<ssize_t(int, const void*, size_t)>("write");
  return fails("write") ? -1 : next(fd, from, moved(size));
}
ssize_t pread(int fd, void* to, size_t size, off_t offset) {
  static auto* const next = real<ssize_t(int, void*, size_t, off_t)>("pread");
  return fails("pread") ? -1 : next(fd, to, moved(size), offset);
}
ssize_t pwrite(int fd, const void* from, size_t size, off_t offset) {
  static auto* const next = real<ssize_t(int, const void*, size_t, off_t)>("pwrite");
  return fails("pwrite") ? -1 : next(fd, from, moved(size), offset);
}
int fsync(int fd) {
  static auto* const next = real<int(int)>("fsync");
  return fails("fsync") ? -1 : next(fd);
}
int ftruncate(int fd, off_t size) noexcept {
  static auto* const next = real<int(int, off_t)>("ftruncate");
  return fails("ftruncate") ? -1 : next(fd, size);
}
int linkat(int from_folder, const char* from, int to_folder, const char* to, int flags) noexcept {
  static auto* const next = real<int(int, const char*, int, const char*, int)>("linkat");
  return fails("linkat") ? -1 : next(from_folder, from, to_folder, to, flags);
}
int renameat(int from_folder, const char* from, int to_folder, const char* to) noexcept {
  static auto* const next = real<int(int, const char*, int, const char*)>("renameat");
  return fails("renameat") ? -1 : next(from_folder, from, to_folder, to);
}
int renameat2(int from_folder, const char* from, int to_folder, const char* to,
              unsigned flags) noexcept {
  static auto* const next = real<int(int, const char*, int, const char*, unsigned)>("renameat2");
  return fails("renameat2") ? -1 : next(from_folder, from, to_folder, to, flags);
}
}  // extern "C"

namespace rdb {
namespace {

using ::testing::Each;
using testing::random_bytes;
using testing::read_file;
using testing::TempFolder;
using testing::write_file;

// Arms the faults for a scope.
class WithFaults {
 public:
  explicit WithFaults(Faults faults) {
    g_faults = faults;
    g_faults.armed = true;
  }
  ~WithFaults() { g_faults.armed = false; }
};

struct FileCase {
  bool unnamed;
  bool overwrite;
};

class FaultyFile : public ::testing::TestWithParam<FileCase> {
 protected:
  // True if it was written, false if that was refused with an IoError.
  bool write(const std::string& path, Faults faults) const {
    const WithFaults armed(faults);
    try {
      const auto sink =
          open_byte_sink(path, {.overwrite = GetParam().overwrite, .unnamed = GetParam().unnamed});
      sink->write(Bytes(kContent).substr(0, 10'000));
      sink->write("too much");
      sink->truncate(10'000);
      sink->write(Bytes(kContent).substr(10'000));
      sink->patch(0, Bytes(kContent).substr(0, 5));
      sink->close();
      return true;
    } catch (const IoError&) {
      return false;
    }
  }
  void expect_whole_or_old(const TempFolder& folder, bool written) const {
    EXPECT_THAT(folder.names(), Each("out.rdb")) << "no temporary file stays";
    const bool exists = !folder.names().empty();
    ASSERT_TRUE(exists || !(written || GetParam().overwrite));
    if (!exists) return;
    const OwnedBytes content = read_file(folder / "out.rdb");
    const bool is_new = content == kContent;
    EXPECT_TRUE(is_new || (!written && GetParam().overwrite && content == "old"));
  }
  // With the old file in it, if there is one to replace.
  void prepare(const TempFolder& folder) const {
    if (GetParam().overwrite) write_file(folder / "out.rdb", "old");
  }

  const OwnedBytes kContent = random_bytes(20'000);
};

INSTANTIATE_TEST_SUITE_P(All, FaultyFile,
                         ::testing::Values(FileCase{false, false}, FileCase{false, true},
                                           FileCase{true, false}, FileCase{true, true}),
                         [](const auto& file_case) {
                           return std::string(file_case.param.unnamed ? "unnamed" : "named") +
                                  (file_case.param.overwrite ? "_overwriting" : "_fresh");
                         });

TEST_P(FaultyFile, WhicheverCallFailsTheOutputIsWholeOrAsBefore) {
  for (const int error : {EIO, ENOSPC, EDQUOT, EMFILE}) {
    int failed_runs = 0;
    for (int nth = 1;; ++nth) {
      ASSERT_LT(nth, 100);
      SCOPED_TRACE(std::to_string(nth) + " fails with " + std::to_string(error));
      const TempFolder folder;
      prepare(folder);
      const bool written = write(folder / "out.rdb", {.nth = nth, .error_number = error});
      expect_whole_or_old(folder, written);
      if (!g_faults.failed) {
        EXPECT_TRUE(written);
        break;
      }
      failed_runs += written ? 0 : 1;
    }
    EXPECT_GE(failed_runs, 8) << "open, four writes, truncate, two fsyncs, a rename or link";
  }
}

TEST_P(FaultyFile, KilledAtAnyCallTheOutputIsWholeOrAsBefore) {
  int kills = 0;
  int left_behind = 0;
  for (int nth = 1;; ++nth) {
    ASSERT_LT(nth, 100);
    SCOPED_TRACE(nth);
    const TempFolder folder;
    prepare(folder);
    const std::string path = folder / "out.rdb";
    const pid_t child = ::fork();
    if (child == 0) ::_exit(write(path, {.nth = nth, .error_number = kKill}) ? 0 : 1);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    const bool killed = WIFSIGNALED(status);
    ASSERT_TRUE(killed || status == 0);
    kills += killed ? 1 : 0;
    for (const std::string& name : folder.names()) left_behind += name == "out.rdb" ? 0 : 1;
    if (std::filesystem::exists(path)) {
      const OwnedBytes content = read_file(path);
      ASSERT_TRUE(content == kContent || (killed && GetParam().overwrite && content == "old"));
    } else {
      ASSERT_TRUE(killed && !GetParam().overwrite);
    }
    if (!killed) break;
  }
  EXPECT_GE(kills, 8);
  // A name is needed for an instant to replace a file: between the link and the rename.
  if (GetParam().unnamed) {
    EXPECT_EQ(left_behind, GetParam().overwrite ? 1 : 0);
  }
}

TEST_P(FaultyFile, InterruptedAndShortCallsAreCompleted) {
  const TempFolder folder;
  prepare(folder);
  ASSERT_TRUE(write(folder / "out.rdb", {.stutter = true}));
  expect_whole_or_old(folder, true);
  EXPECT_GT(g_faults.calls, 20);
}

TEST_P(FaultyFile, FileSystemsThatKnowLessStillGetWholeFiles) {
  struct Gap {
    const char* calls;
    int error;
  };
  for (const Gap gap : {Gap{"renameat2", EINVAL}, Gap{"renameat2", ENOSYS}}) {
    const TempFolder folder;
    prepare(folder);
    ASSERT_TRUE(write(folder / "out.rdb", {.error_number = gap.error, .always = gap.calls}));
    expect_whole_or_old(folder, true);
  }
  if (GetParam().unnamed) return;
  const TempFolder folder;
  prepare(folder);
  ASSERT_TRUE(write(folder / "out.rdb", {.error_number = EINVAL, .always = "renameat2 linkat"}));
  expect_whole_or_old(folder, true);
}

TEST(FaultyRename, AFileThatAppearsMeanwhileIsKeptWithoutTheSpecialCallsToo) {
  for (const char* const calls : {"renameat2", "renameat2 linkat"}) {
    const TempFolder folder;
    {
      const auto sink = open_byte_sink(folder / "out.rdb", {.unnamed = false});
      sink->write("new");
      write_file(folder / "out.rdb", "somebody else's");
      const WithFaults armed({.error_number = EINVAL, .always = calls});
      EXPECT_THROW(sink->close(), Refused);
      EXPECT_TRUE(g_faults.failed);
    }
    EXPECT_EQ(read_file(folder / "out.rdb"), "somebody else's");
    EXPECT_THAT(folder.names(), Each("out.rdb"));
  }
}

// A spool filled and read twice; nothing if that was refused with an IoError.
std::optional<OwnedBytes> through_spool(const std::string& folder, Bytes bytes, Faults faults) {
  const WithFaults armed(faults);
  try {
    TempSpoolFactory factory(folder, 5000);
    const auto spool = factory.make();
    spool->append("forgotten");
    spool->append(bytes);
    spool->clear();
    for (Bytes rest = bytes; !rest.empty();
         rest.remove_prefix(std::min<std::size_t>(rest.size(), 2000))) {
      spool->append(rest.substr(0, 2000));
    }
    spool->replay().next();
    OwnedBytes back;
    ByteStream& stream = spool->replay();
    for (Bytes part = stream.next(); !part.empty(); part = stream.next()) back += part;
    return back;
  } catch (const IoError&) {
    return std::nullopt;
  }
}

TEST(FaultySpool, WhicheverCallFailsTheBytesAreRightOrAnError) {
  const TempFolder folder;
  const OwnedBytes bytes = random_bytes(20'000);
  int failed_runs = 0;
  for (int nth = 1;; ++nth) {
    ASSERT_LT(nth, 100);
    const auto back = through_spool(folder.path(), bytes, {.nth = nth, .error_number = ENOSPC});
    ASSERT_TRUE(!back || *back == bytes);
    ASSERT_TRUE(folder.names().empty());
    if (!g_faults.failed) break;
    failed_runs += back ? 0 : 1;
  }
  EXPECT_GE(failed_runs, 8);
  EXPECT_EQ(through_spool(folder.path(), bytes, {}), bytes);
}

TEST(FaultySpool, InterruptedAndShortCallsAreCompleted) {
  const TempFolder folder;
  const OwnedBytes bytes = random_bytes(20'000);
  EXPECT_EQ(through_spool(folder.path(), bytes, {.stutter = true}), bytes);
}

TEST(FaultySpool, WorksWithoutUnnamedFiles) {
  // The first openat is O_TMPFILE's; mkostemp has another way into the kernel.
  const TempFolder folder;
  const OwnedBytes bytes = random_bytes(20'000);
  EXPECT_EQ(through_spool(folder.path(), bytes, {.error_number = EOPNOTSUPP, .always = "openat"}),
            bytes);
  EXPECT_TRUE(folder.names().empty());
}

TEST(FaultySource, ReadsOnAfterInterruptionsAndReportsTheRest) {
  const TempFolder folder;
  const OwnedBytes bytes = random_bytes(20'000);
  write_file(folder / "in", bytes);
  char buffer[7000];
  {
    const WithFaults armed({.stutter = true});
    const auto source = open_source(folder / "in");
    OwnedBytes all;
    while (const std::size_t n = source->read(buffer, sizeof buffer)) all.append(buffer, n);
    EXPECT_TRUE(all == bytes);
  }
  const auto source = open_source(folder / "in");
  const WithFaults armed({.error_number = EIO, .always = "read"});
  try {
    while (source->read(buffer, sizeof buffer) != 0) continue;
    FAIL() << "taken for the end";
  } catch (const IoError& error) {
    EXPECT_EQ(error.error_number(), EIO);
  }
}

}  // namespace
}  // namespace rdb
