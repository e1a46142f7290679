#include "librdb/io/unlinked_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

namespace rdb {

FileDescriptor open_unlinked_file(const std::string& folder) {
  FileDescriptor fd = open_file(folder.c_str(), O_TMPFILE | O_RDWR, 0600);
  if (fd) return fd;
  std::string path = folder + "/rdbmill-XXXXXX";
  const int made = ::mkostemp(path.data(), O_CLOEXEC);
  if (made < 0) throw_io_error("create a temporary file in", folder);
  ::unlink(path.c_str());
  return FileDescriptor(made);
}

}  // namespace rdb
