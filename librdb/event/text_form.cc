#include "librdb/event/text_form.h"

namespace rdb::text_form {

Bytes name_of(ElementRole role) {
  switch (role) {
    case ElementRole::value:
      return "value";
    case ElementRole::item:
      return "item";
    case ElementRole::member:
      return "member";
    case ElementRole::field:
      break;
  }
  return "field";
}

Bytes name_of(PlainElement::Form form) {
  switch (form) {
    case PlainElement::Form::raw:
      return "raw";
    case PlainElement::Form::integer:
      return "integer";
    case PlainElement::Form::lzf:
      break;
  }
  return "lzf";
}

void append_escaped(OwnedBytes& out, Bytes bytes) {
  constexpr char kHex[] = "0123456789abcdef";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == '"' || byte == '\\') {
      out += '\\';
      out += c;
    } else if (byte >= 0x20 && byte < 0x7f) {
      out += c;
    } else {
      out += "\\x";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
}

void Line::separate() {
  if (!no_space_) out_ += ' ';
  no_space_ = false;
}

Line& Line::word(Bytes text) {
  separate();
  out_ += text;
  return *this;
}

Line& Line::quoted(Bytes bytes) {
  separate();
  out_ += '"';
  append_escaped(out_, bytes);
  out_ += '"';
  return *this;
}

Line& Line::payload(const Payload& payload) {
  if (payload.is_integer()) return number(payload.as_integer());
  if (payload.is_whole()) return quoted(payload.as_view());
  separate();
  out_ += '"';
  for (Bytes part = payload.parts().next(); !part.empty(); part = payload.parts().next()) {
    append_escaped(out_, part);
  }
  out_ += '"';
  return *this;
}

Line& Line::number(double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return word({text, static_cast<std::size_t>(end - text)});
}

Line& Line::count(std::uint64_t value) {
  return value == kUnknownCount ? word(kUnknown) : number(value);
}

Line& Line::range(std::uint64_t first, std::uint64_t last) {
  number(first);
  out_ += '-';
  no_space_ = true;
  return number(last);
}

Line& Line::id(StreamId id) { return range(id.ms, id.seq); }

Line& Line::attribute(Bytes name) {
  separate();
  out_ += name;
  out_ += '=';
  no_space_ = true;
  return *this;
}

Line& Line::hex_attribute(Bytes name, std::uint64_t value) {
  char text[16];
  const auto end = std::to_chars(text, text + sizeof text, value, 16).ptr;
  return attribute(name).word({text, static_cast<std::size_t>(end - text)});
}

}  // namespace rdb::text_form
