#include "librdb/parse/hash_expiry_value.h"

#include <memory>
#include <string>

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"
#include "librdb/format/listpack.h"
#include "librdb/parse/packed_layout.h"
#include "librdb/parse/packed_text.h"
#include "librdb/parse/plain_element.h"
#include "librdb/parse/stored_string.h"

namespace rdb {
namespace {

constexpr char kPairs[] = "the number of pairs of a hash";
constexpr char kField[] = "a field of the hash";
constexpr char kExpiry[] = "the expiry of a field";
constexpr std::uint64_t kLatestExpiry = (std::uint64_t{1} << 48) - 1;

std::int64_t checked_expiry(std::uint64_t ms) {
  if (ms > kLatestExpiry) {
    throw CorruptInput("expected the expiry of a field, found " + std::to_string(ms) + " ms");
  }
  return static_cast<std::int64_t>(ms);
}

std::uint64_t read_ms(Input& in) {
  in.need(8);
  const auto ms = load_le<std::uint64_t>(in.at());
  in.advance(8);
  return ms;
}

// Redis's expiry before the field: 0 is none, else it counts from `base`.
class ExpiryBefore {
 public:
  static ExpiryBefore absolute() { return ExpiryBefore(0); }
  // From the least expiry of the hash, which stands first and counts as 1.
  static ExpiryBefore relative(Input& in) {
    const std::int64_t least = checked_expiry(read_ms(in));
    return ExpiryBefore(static_cast<std::uint64_t>(least) - 1);
  }
  std::int64_t read(Input& in) const {
    const std::uint64_t stored = read_length(in, kExpiry);
    if (stored == 0) return kNoExpiry;
    if (stored > kLatestExpiry + 1) checked_expiry(stored);
    return checked_expiry(base_ + stored);
  }

 private:
  explicit ExpiryBefore(std::uint64_t base) : base_(base) {}
  std::uint64_t base_;
};

void tell_pairs(ValueContext& context, ExpiryBefore expiry) {
  Input& in = context.in;
  const std::uint64_t pairs = read_count(in, kPairs, 3);
  context.sink.on(CollectionBegin{.count = pairs});
  context.scratch.names.begin(kField);
  for (std::uint64_t left = pairs; left != 0; --left) {
    const std::int64_t expire_ms = expiry.read(in);
    const Bytes field = read_name(in, context.scratch.name);
    context.scratch.names.add(field);
    in.pin(Input::Pin::element);  // the value may need another window
    StoredString value(in, context.scratch.value);
    context.sink.on(HashField{.field = field, .value = value.value(), .expire_ms = expire_ms});
    value.finish();
  }
  in.release(Input::Pin::element);
  context.sink.on(CollectionEnd{});
}

void tell_pairs_layout(ValueContext& context, ExpiryBefore expiry) {
  Input& in = context.in;
  const std::uint64_t pairs = read_count(in, kPairs, 3);
  context.sink.on(LayoutBegin{.count = pairs});
  for (std::uint64_t left = pairs; left != 0; --left) {
    const std::int64_t expire_ms = expiry.read(in);
    tell_plain_element(context, ElementRole::field);
    tell_plain_element(context.sink, ElementRole::value, read_plain_string(in),
                       {.expire_ms = expire_ms});
  }
  context.sink.on(LayoutEnd{});
}

std::int64_t packed_expiry(const PackedValue& value) {
  if (!value.is_integer) throw CorruptInput("the expiry of a field is no integer");
  if (value.integer == 0) return kNoExpiry;
  return checked_expiry(static_cast<std::uint64_t>(value.integer));
}

void tell_triples(ValueContext& context) {
  context.strings_behind = 0;
  ListpackCursor cursor(read_name(context.in, context.scratch.value));
  const std::uint64_t entries = cursor.count();
  if (entries != kUnknownCount && entries % 3 != 0) {
    throw CorruptInput("a hash of " + std::to_string(entries) +
                       " entries: they are not fields, values and expiries");
  }
  context.sink.on(CollectionBegin{.count = entries == kUnknownCount ? kUnknownCount : entries / 3});
  context.scratch.names.begin(kField);
  PackedValue field;
  PackedValue value;
  PackedValue expiry;
  while (cursor.next(field)) {
    if (!cursor.next(value) || !cursor.next(expiry)) {
      throw CorruptInput("the last field of a hash has no value or no expiry");
    }
    const PackedText name(field);
    context.scratch.names.add(name.bytes());
    context.sink.on(HashField{
        .field = name.bytes(), .value = payload_of(value), .expire_ms = packed_expiry(expiry)});
  }
  context.sink.on(CollectionEnd{});
}

// Valkey's expiry, behind the value: -1 is none.
std::int64_t read_expiry_behind(Input& in) {
  in.need(8);
  const auto ms = static_cast<std::int64_t>(load_le<std::uint64_t>(in.at()));
  if (ms < -1) {
    throw CorruptInput("expected the expiry of a field, found " + std::to_string(ms) + " ms");
  }
  in.advance(8);
  return ms == -1 ? kNoExpiry : ms;
}

void tell_large_value(ValueContext& context, Bytes field, std::unique_ptr<Spool>& spool) {
  if (context.spools == nullptr) {
    throw LimitExceeded(
        "a value larger than the window has its expiry behind it, and no spool "
        "was given");
  }
  if (!spool) spool = context.spools->make();
  spool->clear();
  StoredString value(context.in, context.scratch.value);
  const Payload text = value.value();
  append_all(*spool, text.parts());
  value.finish();
  const std::int64_t expire_ms = read_expiry_behind(context.in);
  context.sink.on(HashField{.field = field,
                            .value = Payload::stream(spool->replay(), spool->size()),
                            .expire_ms = expire_ms});
}

}  // namespace

void hash_metadata_elements(ValueContext& context) {
  tell_pairs(context, ExpiryBefore::relative(context.in));
}

void hash_metadata_pre_release_elements(ValueContext& context) {
  tell_pairs(context, ExpiryBefore::absolute());
}

void hash_listpack_ex_elements(ValueContext& context) {
  read_ms(context.in);  // the least expiry, which the loader ignores too
  tell_triples(context);
}

void hash_listpack_ex_pre_release_elements(ValueContext& context) { tell_triples(context); }

void hash_2_elements(ValueContext& context) {
  Input& in = context.in;
  const std::uint64_t pairs = read_count(in, kPairs, 10);
  context.sink.on(CollectionBegin{.count = pairs});
  context.scratch.names.begin(kField);
  std::unique_ptr<Spool> spool;
  for (std::uint64_t left = pairs; left != 0; --left) {
    const Bytes field = read_name(in, context.scratch.name);
    context.scratch.names.add(field);
    in.pin(Input::Pin::element);  // the value may need another window
    const StringHeader header = peek_string_header(in);
    if (streams(in, header)) {
      tell_large_value(context, field, spool);
      continue;
    }
    in.need(header.total() + 8);  // so that the value stays where it is
    StoredString value(in, context.scratch.value);
    const std::int64_t expire_ms = read_expiry_behind(in);
    context.sink.on(HashField{.field = field, .value = value.value(), .expire_ms = expire_ms});
  }
  in.release(Input::Pin::element);
  context.sink.on(CollectionEnd{});
}

void hash_metadata_layout(ValueContext& context) {
  tell_pairs_layout(context, ExpiryBefore::relative(context.in));
}

void hash_metadata_pre_release_layout(ValueContext& context) {
  tell_pairs_layout(context, ExpiryBefore::absolute());
}

void hash_listpack_ex_layout(ValueContext& context) {
  read_ms(context.in);
  tell_packed_layout(context, kListpackHead, 3);
}

void hash_listpack_ex_pre_release_layout(ValueContext& context) {
  tell_packed_layout(context, kListpackHead, 3);
}

void hash_2_layout(ValueContext& context) {
  Input& in = context.in;
  const std::uint64_t pairs = read_count(in, kPairs, 10);
  context.sink.on(LayoutBegin{.count = pairs});
  for (std::uint64_t left = pairs; left != 0; --left) {
    tell_plain_element(context, ElementRole::field);
    const PlainString value = read_plain_string(in);
    const std::int64_t expire_ms = read_expiry_behind(in);
    tell_plain_element(context.sink, ElementRole::value, value, {.expire_ms = expire_ms});
  }
  context.sink.on(LayoutEnd{});
}

}  // namespace rdb
