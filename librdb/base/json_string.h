// Bytes as JSON: a string where they are text, base64 where they are not, so that nothing is lost.
//
//   append_json_bytes(line, "a\"b");          // "a\"b"
//   append_json_bytes(line, "\xff");          // {"b64":"/w=="}
#pragma once
#include <optional>
#include <string>

#include "librdb/base/bytes.h"

namespace rdb {

/// Whether the bytes are well-formed UTF-8 (no surrogates, nothing overlong). O(length).
bool is_utf8(Bytes bytes);

/// Appends what stands between the quotes. Requires: valid UTF-8, or a part of it that is cut
/// between characters. Control characters and DEL are escaped: the text may be shown in a terminal.
void append_json_text(OwnedBytes& out, Bytes text);

/// Appends a string. Requires: valid UTF-8.
void append_json_string(OwnedBytes& out, Bytes text);

/// Appends a string, or {"b64":"…"} if the bytes are not valid UTF-8. O(length).
void append_json_bytes(OwnedBytes& out, Bytes bytes);

/// Appends base64 with padding (RFC 4648): parts of a text must be multiples of three, but the
/// last.
void append_base64(OwnedBytes& out, Bytes bytes);
std::string base64(Bytes bytes);
/// The bytes that base64() makes this text of; none if it makes it of no bytes. O(length).
std::optional<OwnedBytes> from_base64(Bytes text);

}  // namespace rdb
