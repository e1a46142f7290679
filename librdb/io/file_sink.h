// A file that appears whole or not at all. Private to the io floor: use open_byte_sink().
#pragma once
#include <memory>
#include <string>

#include "librdb/io/byte_sink.h"

namespace rdb {

/// `path` is the final name, no symbolic link; see open_byte_sink() for what happens to it.
std::unique_ptr<ByteSink> make_file_sink(const std::string& path, const OutputOptions& options);

}  // namespace rdb
