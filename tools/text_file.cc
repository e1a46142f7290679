#include "tools/text_file.h"

#include <cerrno>
#include <fstream>
#include <iostream>
#include <iterator>

#include "librdb/base/errors.h"

namespace rdbmill {

std::string text_of_file(const std::string& path) {
  std::ifstream file;
  if (path != "-") {
    file.open(path, std::ios::binary);
    if (!file) throw rdb::IoError("open " + path, errno);
  }
  std::istream& in = path == "-" ? std::cin : file;
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (in.bad()) throw rdb::IoError("read " + file_in_words(path), errno);
  return text;
}

std::string file_in_words(const std::string& path) { return path == "-" ? "(stdin)" : path; }

}  // namespace rdbmill
