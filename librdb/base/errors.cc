#include "librdb/base/errors.h"

#include <cstring>

namespace rdb {
namespace {

void append_escaped_byte(std::string& out, unsigned char byte) {
  constexpr char kHex[] = "0123456789abcdef";
  out += "\\x";
  out += kHex[byte >> 4];
  out += kHex[byte & 15];
}

// Length of the well-formed UTF-8 sequence at the front of `s`, 0 if there is none; sets `code`.
std::size_t utf8_sequence(Bytes s, std::uint32_t& code) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  const unsigned char lead = at(0);
  std::size_t length = 0;
  std::uint32_t least = 0;
  if (lead >= 0xc2 && lead < 0xe0) length = 2, least = 0x80, code = lead & 0x1f;
  if (lead >= 0xe0 && lead < 0xf0) length = 3, least = 0x800, code = lead & 0x0f;
  if (lead >= 0xf0 && lead < 0xf5) length = 4, least = 0x10000, code = lead & 0x07;
  if (length == 0 || s.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xc0) != 0x80) return 0;
    code = code << 6 | (at(i) & 0x3fu);
  }
  const bool surrogate = code >= 0xd800 && code < 0xe000;
  return code < least || code > 0x10ffff || surrogate ? 0 : length;
}

// C1 controls, and the characters that reorder or hide text around them.
bool deceptive(std::uint32_t code) {
  return (code >= 0x80 && code < 0xa0) || code == 0x61c || code == 0x200e || code == 0x200f ||
         (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

}  // namespace

std::string escaped(Bytes bytes, std::size_t at_most) {
  std::string out;
  std::size_t i = 0;
  while (i < bytes.size() && i < at_most) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if (byte == '\n' || byte == '\r' || byte == '\t') {
      out += byte == '\n' ? "\\n" : byte == '\r' ? "\\r" : "\\t";
      ++i;
    } else if (byte == '"' || byte == '\\') {
      out += '\\';
      out += bytes[i++];
    } else if (byte >= 0x20 && byte < 0x7f) {
      out += bytes[i++];
    } else {
      std::uint32_t code = 0;
      const std::size_t length = byte < 0x80 ? 0 : utf8_sequence(bytes.substr(i), code);
      if (length != 0 && !deceptive(code)) {
        out += bytes.substr(i, length);
        i += length;
      } else {
        append_escaped_byte(out, byte);
        ++i;
      }
    }
  }
  if (i < bytes.size()) out += "…";
  return out;
}

void Error::at(const Place& place) {
  if (place_.file.empty()) place_.file = place.file;
  if (place_.offset == Place::kUnknown) place_.offset = place.offset;
  if (place_.record == Place::kUnknown) place_.record = place.record;
  if (place_.db == Place::kUnknown) place_.db = place.db;
  if (place_.what.empty()) place_.what = place.what;
  if (!place_.has_key && place.has_key) {
    place_.has_key = true;
    place_.key = place.key;
  }
  line_.clear();
  if (!place_.file.empty()) line_ += escaped(place_.file, 4096) + ": ";
  line_ += kind();
  if (place_.offset != Place::kUnknown) line_ += " at byte " + std::to_string(place_.offset);
  std::string details;
  const auto detail = [&](const std::string& text) {
    details += (details.empty() ? "" : ", ") + text;
  };
  if (place_.has_key) detail("key \"" + escaped(place_.key) + "\"");
  if (!place_.what.empty()) detail(place_.what);
  if (place_.has_key && place_.db != Place::kUnknown && place_.db != 0) {
    detail("db " + std::to_string(place_.db));
  }
  if (place_.record != Place::kUnknown && place_.record != place_.offset) {
    detail("record at byte " + std::to_string(place_.record));
  }
  if (!details.empty()) line_ += " (" + details + ")";
  line_ += ": " + reason_;
}

IoError::IoError(const std::string& action, int error_number)
    : Error(action + ": " + std::strerror(error_number)), error_number_(error_number) {}

}  // namespace rdb
