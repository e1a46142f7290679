// Steps over a value of any type without decoding it, in pieces of any size.
//
//   walker.start(program);
//   while (!walker.run(p, end)) { … get at least walker.wanted() readable bytes at p … }
//
// All of its state is a program counter, the loop counters and what is left of the string it stands
// in, so it stops wherever the bytes at hand end and goes on from there: the same code skips a
// value in the window and produces a 10 GB one as a stream. It allocates nothing.
#pragma once
#include <array>
#include <cstdint>

#include "librdb/parse/shape_program.h"

namespace rdb {

class Walker {
 public:
  /// `program` must outlive the walk.
  void start(const ShapeProgram& program) {
    steps_ = program.steps.data();
    index_ = 0;
    depth_ = 0;
    rest_ = 0;
    wanted_ = 0;
    in_module_ = false;
  }

  /// Moves p as far as it can; true when the value ends at p. Throws `CorruptInput` for what no
  /// server writes; p then is at the place.
  bool run(const char*& p, const char* end);

  /// After run() gave false: bytes that must be readable at p before it can get on; a number that
  /// the input states, so it may be absurd. 0: it only stopped so that `least_left()` can be looked
  /// at, before a loop that claims more turns than there are bytes at hand.
  std::uint64_t wanted() const { return rest_ != 0 ? rest_ : wanted_; }
  /// Bytes that must at least follow p, as far as the counts read so far say.
  std::uint64_t least_left() const;
  /// True if it stands in a string: fewer than `wanted()` bytes do, too.
  bool in_string() const { return rest_ != 0; }
  /// True if only bytes of the last string are left, so that `wanted()` is the whole rest.
  bool in_last_string() const {
    return rest_ != 0 && depth_ == 0 && steps_[index_].op == ShapeOp::done;
  }

 private:
  bool step_string(const char*& p, const char* end);
  bool step_length(const char*& p, const char* end, std::uint64_t& value);
  bool step_fixed(const char*& p, const char* end, std::uint64_t n);
  bool step_container(const char*& p, const char* end);
  bool step_text_double(const char*& p, const char* end);
  bool step_module_items(const char*& p, const char* end);
  bool step_loop(const char*& p, const char* end, const ShapeStep& step);
  void run_tight(const char*& p, const char* end, TightBody body);
  bool consume_rest(const char*& p, const char* end);

  const ShapeStep* steps_ = nullptr;
  std::uint8_t index_ = 0;
  std::uint8_t depth_ = 0;
  bool in_module_ = false;  // between a module item's tag and its body
  std::uint8_t module_tag_ = 0;
  std::uint64_t rest_ = 0;  // of the string it stands in
  std::uint64_t wanted_ = 0;
  std::array<std::uint64_t, kMaxShapeDepth> turns_{};  // left of each open loop, this one included
};

}  // namespace rdb
