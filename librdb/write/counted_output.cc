#include "librdb/write/counted_output.h"

#include <stdexcept>

#include "librdb/write/string_encoder.h"

namespace rdb {

void CountedSpool::begin() {
  if (spools_ == nullptr) throw std::logic_error("a value of unknown count needs a spool");
  if (spooled_ == nullptr) spooled_ = std::make_unique<SpooledOutput>(*spools_);
  spooled_->clear();
  count_ = 0;
}

void CountedSpool::write_to(OutputBuffer& out, std::uint64_t count) {
  write_length(out, count);
  write_all(out, spooled_->replay());
  spooled_->clear();
  count_ = 0;
}

void CountedOutput::begin(ValueStart& start, std::uint8_t type_byte, std::uint64_t count,
                          Bytes prefix) {
  start_ = &start;
  type_byte_ = type_byte;
  prefix_ = prefix;
  known_ = count != kUnknownCount;
  if (known_) {
    out_ = &open();
    write_length(*out_, count);
  } else {
    spooled_.begin();
    out_ = &spooled_.out();
  }
}

OutputBuffer& CountedOutput::open() {
  OutputBuffer& out = start_->start(type_byte_);
  if (!prefix_.empty()) out.append(prefix_);
  return out;
}

void CountedOutput::end(std::uint64_t count) {
  out_ = nullptr;
  if (!known_) spooled_.write_to(open(), count);
}

}  // namespace rdb
