// A sink that owns the descriptor it writes to. Private to the io floor.
#pragma once
#include <memory>
#include <string>

#include "librdb/io/byte_sink.h"
#include "librdb/io/posix.h"

namespace rdb {

std::unique_ptr<ByteSink> make_fd_sink(FileDescriptor fd, std::string name);

}  // namespace rdb
