// A text as one word of a command line that can be pasted into a POSIX shell (bash, zsh, ksh for
// what is not printable).
//
//   shell_word("user:{id}")        "'user:{id}'"
//   shell_word("a\x06b")           "$'a\\x06b'"
#pragma once
#include <string>

#include "librdb/base/bytes.h"

namespace rdb {

/// Printable ASCII whatever the text is. O(length).
std::string shell_word(Bytes text);

}  // namespace rdb
