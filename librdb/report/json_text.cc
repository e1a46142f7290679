#include "librdb/report/json_text.h"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

namespace rdb {

struct JsonText::Impl {
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer{buffer};
};

namespace {

rapidjson::SizeType json_size(Bytes bytes) {
  return static_cast<rapidjson::SizeType>(bytes.size());
}

}  // namespace

JsonText::JsonText() : impl_(std::make_unique<Impl>()) { impl_->writer.SetIndent(' ', 2); }
JsonText::~JsonText() = default;

void JsonText::begin_object() { impl_->writer.StartObject(); }
void JsonText::end_object() { impl_->writer.EndObject(); }
void JsonText::begin_array() { impl_->writer.StartArray(); }
void JsonText::end_array() { impl_->writer.EndArray(); }
void JsonText::name(Bytes text) { impl_->writer.Key(text.data(), json_size(text)); }

void JsonText::bytes(Bytes value) {
  if (is_utf8(value)) {
    // RapidJSON asserts on a null pointer even for no bytes.
    impl_->writer.String(value.empty() ? "" : value.data(), json_size(value));
    return;
  }
  const std::string encoded = base64(value);
  begin_object();
  name("b64");
  impl_->writer.String(encoded.data(), json_size(encoded));
  end_object();
}

void JsonText::number(std::uint64_t value) { impl_->writer.Uint64(value); }
void JsonText::number(std::int64_t value) { impl_->writer.Int64(value); }
void JsonText::raw_number(Bytes digits) {
  impl_->writer.RawValue(digits.data(), digits.size(), rapidjson::kNumberType);
}
void JsonText::boolean(bool value) { impl_->writer.Bool(value); }
void JsonText::null() { impl_->writer.Null(); }

std::string JsonText::take() {
  std::string text(impl_->buffer.GetString(), impl_->buffer.GetSize());
  text += '\n';
  impl_->buffer.Clear();
  impl_->writer.Reset(impl_->buffer);
  return text;
}

bool is_utf8(Bytes bytes) {
  const auto* p = reinterpret_cast<const unsigned char*>(bytes.data());
  const auto* const end = p + bytes.size();
  while (p < end) {
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

std::string base64(Bytes bytes) {
  constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
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
  return out;
}

}  // namespace rdb
