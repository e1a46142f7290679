#include "tools/failure.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <exception>
#include <new>

#include "librdb/base/errors.h"
#include "tools/exit_codes.h"
#include "tools/partial_file.h"
#include "tools/terminal.h"
#include "tools/usage_error.h"

namespace rdbmill {
namespace {

std::string io_hint(int error_number) {
  switch (error_number) {
    case ENOENT:
      return "is the name right?";
    case EACCES:
    case EPERM:
      return "check the permissions of the file and its folder";
    case ENOSPC:
    case EDQUOT:
      return "make room, or put temporary files elsewhere with --tmp-dir";
    case EPIPE:
      return "the program that read the output ended early: data was lost";
    case EISDIR:
      return "name a file in it";
    default:
      return {};
  }
}

Failure describe() {
  try {
    throw;
  } catch (const ReaderWentAway&) {
    return {};
  } catch (const UsageError& error) {
    return {kUsage, error.what(), error.hint()};
  } catch (const rdb::InvalidArgument& error) {
    return {kUsage, error.what(), {}};
  } catch (const WrongFile& error) {
    return {kDamaged, error.what(), error.hint()};
  } catch (const rdb::TruncatedInput& error) {
    return {kDamaged, error.what(), "the copy or transfer broke off? fetch the dump again"};
  } catch (const rdb::CorruptInput& error) {
    return {kDamaged, error.what(), "fetch the dump again, or use an older one"};
  } catch (const rdb::Unsupported& error) {
    return {kUnsupported, error.what(), {}};
  } catch (const rdb::LimitExceeded& error) {
    return {kIo, error.what(), {}};
  } catch (const rdb::IoError& error) {
    return {kIo, error.what(), io_hint(error.error_number())};
  } catch (const rdb::Refused& error) {
    // A rule was broken, not the file: the place where it was noticed would only mislead.
    const std::string& file = error.place().file;
    return {kRefused, (file.empty() ? "" : rdb::escaped(file, 4096) + ": ") + error.reason(), {}};
  } catch (const std::bad_alloc&) {
    return {kIo, "out of memory", "give the process more memory, or a smaller --memory-limit"};
  } catch (const std::exception& error) {
    return {kInternal, std::string("internal error: ") + error.what(),
            "this is a bug in rdbmill: please report it"};
  } catch (...) {
    return {kInternal, "internal error", "this is a bug in rdbmill: please report it"};
  }
}

}  // namespace

Failure describe_failure() noexcept {
  try {
    return describe();
  } catch (...) {  // not even memory for the words
    return {kIo, {}, {}};
  }
}

int report_failure() noexcept {
  const Failure failure = describe_failure();
  if (failure.exit_code == kIo && failure.message.empty()) {
    constexpr char kWords[] = "rdbmill: out of memory\n";
    static_cast<void>(!::write(STDERR_FILENO, kWords, sizeof kWords - 1));
  }
  if (failure.message.empty()) return failure.exit_code;
  try {
    print_message(failure.message);
    if (!failure.hint.empty()) print_stderr("  hint: " + failure.hint + "\n");
  } catch (...) {
    std::fputs("rdbmill: out of memory\n", stderr);
  }
  return failure.exit_code;
}

int worse_of(int a, int b) {
  for (const int code : {kDamaged, kUnsupported, kIo, kNegative}) {
    if (a == code || b == code) return code;
  }
  return a > b ? a : b;
}

}  // namespace rdbmill
