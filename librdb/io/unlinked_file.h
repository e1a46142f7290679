// A temporary file without a name: gone when the process is, however it ends.
#pragma once
#include <string>

#include "librdb/io/posix.h"

namespace rdb {

/// Open for reading and writing, mode 0600, by O_TMPFILE or else mkostemp and unlink. Throws
/// `IoError` naming the folder.
FileDescriptor open_unlinked_file(const std::string& folder);

}  // namespace rdb
