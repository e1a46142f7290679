#include "tools/aof_input.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "librdb/base/errors.h"

namespace rdbmill {
namespace {

namespace fs = std::filesystem;

// One line: file "name" seq 1 type b …
struct ManifestLine {
  std::string name;
  char type = 0;
};

// A word, which may stand in quotes with backslashes, as the server's sds representation has it.
bool take_word(std::istringstream& line, std::string& word) {
  word.clear();
  line >> std::ws;
  if (line.peek() != '"') return static_cast<bool>(line >> word);
  line.get();
  for (int c = line.get(); c != EOF; c = line.get()) {
    if (c == '"') return true;
    if (c == '\\') c = line.get();
    word += static_cast<char>(c);
  }
  return false;
}

ManifestLine parse_line(const std::string& text) {
  std::istringstream line(text);
  ManifestLine parsed;
  std::string key;
  std::string value;
  while (take_word(line, key) && take_word(line, value)) {
    if (key == "file") parsed.name = value;
    if (key == "type" && !value.empty()) parsed.type = value[0];
  }
  return parsed;
}

AofInput read_manifest(const fs::path& manifest) {
  AofInput input;
  std::ifstream file(manifest);
  for (std::string text; std::getline(file, text);) {
    if (text.empty() || text[0] == '#') continue;
    const ManifestLine line = parse_line(text);
    const fs::path path = manifest.parent_path() / line.name;
    std::error_code error;
    if (line.type == 'b') input.path = path.string();
    if (line.type == 'i') {
      const std::uintmax_t size = fs::file_size(path, error);
      if (!error) input.increment_bytes += size;
    }
  }
  return input;
}

// The manifest of a folder; empty if there is none.
fs::path manifest_in(const fs::path& folder) {
  std::error_code error;
  for (const auto& file : fs::directory_iterator(folder, error)) {
    if (file.path().extension() == ".manifest") return file.path();
  }
  return {};
}

}  // namespace

AofInput find_aof_base(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    const fs::path manifest = manifest_in(path);
    if (manifest.empty()) {
      throw rdb::IoError("read " + rdb::escaped(path, 4096) +
                             ", a folder without the manifest of an append-only file",
                         EISDIR);
    }
    AofInput input = read_manifest(manifest);
    if (input.path.empty()) {
      throw rdb::CorruptInput(rdb::escaped(manifest.string(), 4096) + " names no base file");
    }
    return input;
  }
  if (!path.ends_with(".base.rdb")) return {path, 0};
  const fs::path manifest = manifest_in(
      fs::path(path).parent_path().empty() ? fs::path(".") : fs::path(path).parent_path());
  if (manifest.empty()) return {path, 0};
  AofInput input = read_manifest(manifest);
  const bool is_its_base = fs::path(input.path).filename() == fs::path(path).filename();
  return {path, is_its_base ? input.increment_bytes : 0};
}

}  // namespace rdbmill
