// Small files of the user's that are read as a whole: rules, nodes, manifests.
#pragma once
#include <string>

namespace rdbmill {

/// All of the file; "-" is stdin. Throws `rdb::IoError`.
std::string text_of_file(const std::string& path);

/// What messages call it.
std::string file_in_words(const std::string& path);

}  // namespace rdbmill
