#include "librdb/io/temporary_name.h"

#include <sys/random.h>

#include <algorithm>

#include "librdb/io/posix.h"

namespace rdb {
namespace {

constexpr Bytes kDigits = "0123456789abcdef";
constexpr Bytes kEnd = ".tmp";
constexpr std::size_t kRandomBytes = 8;
constexpr std::size_t kSuffixBytes = 1 + 2 * kRandomBytes + kEnd.size();

// What stands before the random digits.
std::string stem_of(Bytes name) {
  return '.' + std::string(name.substr(0, kLongestName - 1 - kSuffixBytes)) + '.';
}

}  // namespace

std::string temporary_name(const std::string& name) {
  unsigned char random[kRandomBytes];
  if (::getrandom(random, sizeof random, 0) != sizeof random) {
    throw_io_error("get random bytes for a temporary name of", name);
  }
  std::string temporary = stem_of(name);
  for (const unsigned char byte : random) {
    temporary += kDigits[byte >> 4];
    temporary += kDigits[byte & 15];
  }
  temporary += kEnd;
  return temporary;
}

bool is_temporary_name(Bytes found, Bytes name) {
  const std::string stem = stem_of(name);
  if (found.size() != stem.size() + 2 * kRandomBytes + kEnd.size()) return false;
  const Bytes digits = found.substr(stem.size(), 2 * kRandomBytes);
  return found.starts_with(stem) && found.ends_with(kEnd) &&
         std::all_of(digits.begin(), digits.end(),
                     [](char c) { return kDigits.find(c) != Bytes::npos; });
}

}  // namespace rdb
