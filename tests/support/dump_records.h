// A dump in text form as records that a test can change: keys with the lines of their values.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "librdb/base/bytes.h"

namespace rdb::testing {

struct DumpRecord {
  std::uint32_t db = 0;
  OwnedBytes name;  ///< quoted, as in the text
  OwnedBytes type;  ///< "hash 4 hash"
  OwnedBytes expiry;
  std::vector<OwnedBytes> lines;  ///< without `begin` and `end`
  bool is(Bytes word) const { return Bytes(type).starts_with(word); }
};

struct DumpRecords {
  OwnedBytes head;
  std::vector<DumpRecord> keys;

  /// Of a text that TextSink wrote with Interest::elements, strings, lists and hashes only.
  explicit DumpRecords(Bytes text) {
    while (!text.empty()) {
      const auto end = text.find('\n');
      const Bytes line = text.substr(0, end);
      text.remove_prefix(end + 1);
      if (line.starts_with("key ")) {
        add_key(line);
      } else if (line.starts_with("  ")) {
        if (!line.starts_with("  begin") && line != "  end") keys.back().lines.emplace_back(line);
      } else if (!line.starts_with("select-db") && line != "finish") {
        head += OwnedBytes(line) + '\n';
      }
    }
  }

  OwnedBytes text() const {
    OwnedBytes result = head;
    std::uint32_t selected = ~0U;
    for (const DumpRecord& key : keys) {
      if (selected != key.db) result += "select-db " + std::to_string(key.db) + '\n';
      selected = key.db;
      result += "key " + key.name + ' ' + key.type;
      if (key.db != 0) result += " db=" + std::to_string(key.db);
      if (!key.expiry.empty()) result += " expire=" + key.expiry;
      result += '\n';
      if (!key.is("string")) result += "  begin ?\n";
      for (const OwnedBytes& line : key.lines) result += line + '\n';
      if (!key.is("string")) result += "  end\n";
    }
    return result + "finish\n";
  }

 private:
  void add_key(Bytes line) {
    DumpRecord key;
    std::size_t end = 5;
    while (line[end] != '"') end += line[end] == '\\' ? 2 : 1;
    key.name = line.substr(4, end - 3);
    Bytes rest = line.substr(end + 2);
    for (int word = 0; !rest.empty(); ++word) {
      const auto size = std::min(rest.find(' '), rest.size());
      const Bytes text = rest.substr(0, size);
      rest.remove_prefix(std::min(size + 1, rest.size()));
      if (text.starts_with("db=")) {
        key.db = static_cast<std::uint32_t>(std::stoul(OwnedBytes(text.substr(3))));
      } else if (text.starts_with("expire=")) {
        key.expiry = text.substr(7);
      } else {
        key.type += (key.type.empty() ? "" : " ") + OwnedBytes(text);
      }
    }
    keys.push_back(key);
  }
};

}  // namespace rdb::testing
