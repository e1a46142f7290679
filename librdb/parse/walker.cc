#include "librdb/parse/walker.h"

#include <cstdio>
#include <limits>
#include <string>

#include "librdb/base/errors.h"
#include "librdb/format/length.h"
#include "librdb/format/opcodes.h"
#include "librdb/format/string_header.h"

namespace rdb {
namespace {

[[noreturn]] void throw_encoded_count(char byte) {
  char text[80];
  std::snprintf(text, sizeof text, "expected a length, found the string encoding 0x%02x",
                static_cast<unsigned>(static_cast<unsigned char>(byte)));
  throw CorruptInput(text);
}

// Writes the place back however the scope is left, so that an error is reported where it is.
class Position {
 public:
  explicit Position(const char*& out) : p(out), out_(out) {}
  ~Position() { out_ = p; }
  Position(const Position&) = delete;
  Position& operator=(const Position&) = delete;
  const char* p;

 private:
  const char*& out_;
};

// Steps over a string that lies in [p, end) as a whole; false (and p unmoved) if it does not.
inline bool whole_string(const char*& p, const char* end) {
  const StringHeader header = decode_string_header(p, end);
  if (header.size == 0) return false;
  if (header.stored > static_cast<std::uint64_t>(end - p) - header.size) return false;
  p += header.size + header.stored;
  return true;
}

std::uint64_t saturating_add(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t sum = a + b;
  return sum < a ? std::numeric_limits<std::uint64_t>::max() : sum;
}

}  // namespace

std::uint64_t Walker::least_left() const {
  std::uint64_t least = wanted();
  // The turn being walked may have only its `again` left: it counts for nothing.
  for (std::size_t i = 0; i < depth_; ++i) least = saturating_add(least, turns_[i] - 1);
  return least;
}

bool Walker::run(const char*& at, const char* end) {
  Position position(at);
  const char*& p = position.p;
  if (rest_ != 0 && !consume_rest(p, end)) return false;
  for (;;) {
    const ShapeStep& step = steps_[index_];
    std::uint64_t ignored = 0;
    bool stepped = false;
    switch (step.op) {
      case ShapeOp::done:
        return true;
      case ShapeOp::string:
        stepped = step_string(p, end);
        break;
      case ShapeOp::length:
        stepped = step_length(p, end, ignored);
        break;
      case ShapeOp::container:
        stepped = step_container(p, end);
        break;
      case ShapeOp::text_double:
        stepped = step_text_double(p, end);
        break;
      case ShapeOp::skip8:
        stepped = step_fixed(p, end, 8);
        break;
      case ShapeOp::skip16:
        stepped = step_fixed(p, end, 16);
        break;
      case ShapeOp::module_items:
        stepped = step_module_items(p, end);
        break;
      case ShapeOp::loop:
        if (!step_loop(p, end, step)) return false;
        continue;
      case ShapeOp::again:
        if (--turns_[depth_ - 1] != 0) run_tight(p, end, step.tight);
        if (turns_[depth_ - 1] == 0) {
          --depth_;
          ++index_;
        } else {
          index_ = step.jump;
        }
        continue;
    }
    if (!stepped) return false;
    ++index_;
    if (rest_ != 0 && !consume_rest(p, end)) return false;
  }
}

bool Walker::consume_rest(const char*& p, const char* end) {
  const auto here = static_cast<std::uint64_t>(end - p);
  if (rest_ > here) {
    rest_ -= here;
    p = end;
    return false;
  }
  p += rest_;
  rest_ = 0;
  return true;
}

bool Walker::step_string(const char*& p, const char* end) {
  const StringHeader header = decode_string_header(p, end);
  if (header.size == 0) {
    wanted_ = static_cast<std::uint64_t>(end - p) + 1;
    return false;
  }
  p += header.size;
  rest_ = header.stored;
  return true;
}

bool Walker::step_length(const char*& p, const char* end, std::uint64_t& value) {
  const Length length = decode_length(p, end);
  if (length.is_encoding) throw_encoded_count(*p);
  if (length.size == 0) {
    wanted_ = static_cast<std::uint64_t>(end - p) + 1;
    return false;
  }
  p += length.size;
  value = length.value;
  return true;
}

bool Walker::step_fixed(const char*& p, const char* end, std::uint64_t n) {
  if (static_cast<std::uint64_t>(end - p) < n) {
    wanted_ = n;
    return false;
  }
  p += n;
  return true;
}

bool Walker::step_container(const char*& p, const char* end) {
  const char* from = p;
  std::uint64_t container = 0;
  if (!step_length(p, end, container)) return false;
  if (container != kQuicklistPlain && container != kQuicklistPacked) {
    p = from;
    throw CorruptInput("unknown container " + std::to_string(container) + " of a quicklist node");
  }
  return true;
}

bool Walker::step_text_double(const char*& p, const char* end) {
  if (p == end) {
    wanted_ = 1;
    return false;
  }
  const auto length = static_cast<unsigned char>(*p);
  return step_fixed(p, end, length < 253 ? std::uint64_t{length} + 1 : 1);
}

bool Walker::step_module_items(const char*& p, const char* end) {
  for (;;) {
    if (!in_module_) {
      const char* from = p;
      std::uint64_t tag = 0;
      if (!step_length(p, end, tag)) return false;
      if (tag == 0) return true;
      if (tag > 5) {
        p = from;
        throw CorruptInput("unknown tag " + std::to_string(tag) + " in a module's value");
      }
      module_tag_ = static_cast<std::uint8_t>(tag);
      in_module_ = true;
    }
    std::uint64_t ignored = 0;
    bool stepped = false;
    switch (static_cast<ModuleOpcode>(module_tag_)) {
      case ModuleOpcode::sint:
      case ModuleOpcode::uint:
        stepped = step_length(p, end, ignored);
        break;
      case ModuleOpcode::float32:
        stepped = step_fixed(p, end, 4);
        break;
      case ModuleOpcode::float64:
        stepped = step_fixed(p, end, 8);
        break;
      default:
        stepped = step_string(p, end);
        break;
    }
    if (!stepped) return false;
    in_module_ = false;
    if (rest_ != 0 && !consume_rest(p, end)) return false;
  }
}

bool Walker::step_loop(const char*& p, const char* end, const ShapeStep& step) {
  std::uint64_t turns = 0;
  if (!step_length(p, end, turns)) return false;
  if (turns != 0) {
    turns_[depth_++] = turns;
    if (turns > static_cast<std::uint64_t>(end - p)) {
      // More turns than bytes: let the caller compare the claim with what is left.
      ++index_;
      wanted_ = 0;
      return false;
    }
    run_tight(p, end, step.tight);
    if (turns_[depth_ - 1] != 0) {
      ++index_;
      return true;
    }
    --depth_;
  }
  index_ = step.jump;
  return true;
}

// Takes whole turns as long as they lie in [p, end); the general steps take the one that does not.
void Walker::run_tight(const char*& p, const char* end, TightBody body) {
  if (body == TightBody::none) return;
  std::uint64_t& turns = turns_[depth_ - 1];
  const char* q = p;
  try {
    while (turns != 0) {
      if (!whole_string(q, end)) break;
      if (body == TightBody::two_strings && !whole_string(q, end)) break;
      if (body == TightBody::string_and_8) {
        if (end - q < 8) break;
        q += 8;
      }
      p = q;
      --turns;
    }
  } catch (...) {
    p = q;  // the string that is wrong, not its turn
    throw;
  }
}

}  // namespace rdb
