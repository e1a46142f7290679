// A value's shape (format/type_table.h) as a program that the walker runs.
//
//   constexpr ShapeProgram program = compile_shape("(ss)");
//   // loop(exit 4) string string again(body 1) done
//
// `again` is the end of a loop's body. A program has a fixed size and at most kMaxDepth nested
// loops, so that a walk needs no memory and no recursion.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>

#include "librdb/base/bytes.h"

namespace rdb {

enum class ShapeOp : std::uint8_t {
  done,
  string,
  length,
  container,  // a length that must be one of the containers of a quicklist node
  text_double,
  skip8,
  skip16,
  module_items,
  loop,   // reads a count; zero jumps behind the body
  again,  // next turn or out
};

/// Loop bodies that are worth a tight loop.
enum class TightBody : std::uint8_t { none, string, two_strings, string_and_8 };

struct ShapeStep {
  ShapeOp op = ShapeOp::done;
  std::uint8_t jump = 0;  ///< loop: index behind its `again`; again: index of the body
  TightBody tight = TightBody::none;
};

inline constexpr std::size_t kMaxShapeSteps = 48;
inline constexpr std::size_t kMaxShapeDepth = 4;

struct ShapeProgram {
  std::array<ShapeStep, kMaxShapeSteps> steps{};
  bool is_string = false;  ///< the whole value is one string
};

constexpr ShapeOp shape_op(char letter) {
  switch (letter) {
    case 's':
      return ShapeOp::string;
    case 'l':
      return ShapeOp::length;
    case 'c':
      return ShapeOp::container;
    case 'd':
      return ShapeOp::text_double;
    case 'q':
      return ShapeOp::skip8;
    case 'i':
      return ShapeOp::skip16;
    case 'm':
      return ShapeOp::module_items;
    case '(':
      return ShapeOp::loop;
    case ')':
      return ShapeOp::again;
    default:
      throw std::logic_error("unknown letter in the shape of a type");
  }
}

constexpr TightBody tight_body(Bytes body) {
  if (body == "s") return TightBody::string;
  if (body == "ss") return TightBody::two_strings;
  if (body == "sq") return TightBody::string_and_8;
  return TightBody::none;
}

/// `shape` in the grammar of type_table.h, plus `c`. Throws std::logic_error for what is not in it:
/// our bug, never the input's.
constexpr ShapeProgram compile_shape(Bytes shape) {
  ShapeProgram program;
  std::array<std::size_t, kMaxShapeDepth> open{};
  std::size_t depth = 0;
  if (shape.size() >= kMaxShapeSteps) throw std::logic_error("shape too long");
  for (std::size_t i = 0; i < shape.size(); ++i) {
    ShapeStep& step = program.steps[i];
    step.op = shape_op(shape[i]);
    if (step.op == ShapeOp::loop) {
      if (depth == kMaxShapeDepth) throw std::logic_error("shape nested too deep");
      open[depth++] = i;
    } else if (step.op == ShapeOp::again) {
      if (depth == 0) throw std::logic_error("shape closes what is not open");
      const std::size_t head = open[--depth];
      program.steps[head].jump = static_cast<std::uint8_t>(i + 1);
      step.jump = static_cast<std::uint8_t>(head + 1);
      step.tight = tight_body(shape.substr(head + 1, i - head - 1));
      program.steps[head].tight = step.tight;
    }
  }
  if (depth != 0) throw std::logic_error("shape leaves a loop open");
  program.is_string = shape == "s";
  return program;
}

}  // namespace rdb
