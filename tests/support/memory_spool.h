// Spools that stay in memory, and say how often they were used.
#pragma once
#include <memory>
#include <optional>

#include "librdb/base/spool.h"

namespace rdb::testing {

class MemorySpools : public SpoolFactory {
 public:
  std::unique_ptr<Spool> make() override {
    ++made;
    return std::make_unique<MemorySpool>();
  }
  int made = 0;

 private:
  class MemorySpool : public Spool {
   public:
    void append(Bytes bytes) override { bytes_ += bytes; }
    std::uint64_t size() const override { return bytes_.size(); }
    ByteStream& replay() override { return pass_.emplace(bytes_); }
    void clear() override {
      pass_.reset();
      bytes_.clear();
    }

   private:
    OwnedBytes bytes_;
    std::optional<MemoryStream> pass_;
  };
};

}  // namespace rdb::testing
