#include "librdb/base/json_string.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace rdb {
namespace {

constexpr Bytes kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint64_t kEach = 0x0101010101010101;
constexpr std::uint64_t kHigh = 0x8080808080808080;

// The high bit of each byte that is zero in `word` (and perhaps of bytes above such a one).
constexpr std::uint64_t zero_bytes(std::uint64_t word) { return (word - kEach) & ~word & kHigh; }

// Whether eight bytes are ASCII that JSON takes as it is.
bool is_plain(std::uint64_t word) {
  const std::uint64_t below_space = (word - kEach * 0x20) & ~word & kHigh;
  const std::uint64_t special = zero_bytes(word ^ kEach * '"') | zero_bytes(word ^ kEach * '\\') |
                                zero_bytes(word ^ kEach * 0x7f);
  return ((word & kHigh) | below_space | special) == 0;
}

bool needs_escape(unsigned char c) { return c < 0x20 || c == '"' || c == '\\' || c == 0x7f; }

// The first byte from `p` on that must be escaped.
const char* end_of_run(const char* p, const char* end) {
  for (; end - p >= 8; p += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, p, sizeof word);
    if (!is_plain(word)) break;
  }
  while (p != end && !needs_escape(static_cast<unsigned char>(*p))) ++p;
  return p;
}

void append_escaped(OwnedBytes& out, char c) {
  constexpr char kHex[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (c == '\n') {
    out += "\\n";
  } else {
    out += "\\u00";
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
}

}  // namespace

bool is_utf8(Bytes bytes) {
  const auto* p = reinterpret_cast<const unsigned char*>(bytes.data());
  const auto* const end = p + bytes.size();
  while (p < end) {
    std::uint64_t word = 0;
    if (end - p >= 8 && (std::memcpy(&word, p, sizeof word), (word & kHigh) == 0)) {
      p += 8;
      continue;
    }
    if (*p < 0x80) {
      ++p;
      continue;
    }
    std::size_t more = 0;
    unsigned char least = 0x80, most = 0xbf;  // of the second byte: excludes overlong, surrogates
    if (*p >= 0xc2 && *p <= 0xdf) more = 1;
    if (*p >= 0xe0 && *p <= 0xef)
      more = 2, least = *p == 0xe0 ? 0xa0 : 0x80, most = *p == 0xed ? 0x9f : 0xbf;
    if (*p >= 0xf0 && *p <= 0xf4)
      more = 3, least = *p == 0xf0 ? 0x90 : 0x80, most = *p == 0xf4 ? 0x8f : 0xbf;
    if (more == 0 || static_cast<std::size_t>(end - p) <= more) return false;
    if (p[1] < least || p[1] > most) return false;
    for (std::size_t i = 2; i <= more; ++i) {
      if ((p[i] & 0xc0) != 0x80) return false;
    }
    p += more + 1;
  }
  return true;
}

void append_json_text(OwnedBytes& out, Bytes text) {
  const char* p = text.data();
  const char* const end = p + text.size();
  while (p != end) {
    const char* const run = end_of_run(p, end);
    out.append(p, run);
    if (run == end) break;
    append_escaped(out, *run);
    p = run + 1;
  }
}

void append_json_string(OwnedBytes& out, Bytes text) {
  out += '"';
  append_json_text(out, text);
  out += '"';
}

void append_json_bytes(OwnedBytes& out, Bytes bytes) {
  if (is_utf8(bytes)) return append_json_string(out, bytes);
  out += "{\"b64\":\"";
  append_base64(out, bytes);
  out += "\"}";
}

void append_base64(OwnedBytes& out, Bytes bytes) {
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8 | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0u);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += j <= count ? kAlphabet[group >> (18 - 6 * j) & 63] : '=';
    }
  }
}

std::optional<OwnedBytes> from_base64(Bytes text) {
  if (text.size() % 4 != 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  OwnedBytes out;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const std::size_t count = i + 4 == text.size() ? 3 - padding : 3;
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      const std::size_t digit = j <= count ? kAlphabet.find(text[i + j]) : 0;
      if (digit == Bytes::npos) return std::nullopt;
      group = group << 6 | static_cast<std::uint32_t>(digit);
    }
    // Bits that stand for no byte are zero: one text for the same bytes.
    if ((group & ((1u << (24 - 8 * count)) - 1)) != 0) return std::nullopt;
    for (std::size_t j = 0; j < count; ++j) out += static_cast<char>(group >> (16 - 8 * j) & 255);
  }
  return out;
}

std::string base64(Bytes bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  append_base64(out, bytes);
  return out;
}

}  // namespace rdb
