// A file as it is, without a look at its content. Not for other floors: they use open_source().
#pragma once
#include <memory>
#include <string>

#include "librdb/io/source.h"

namespace rdb {

/// Opens a file; the source closes it. Throws `IoError`.
std::unique_ptr<Source> open_file_source(const std::string& path);

}  // namespace rdb
