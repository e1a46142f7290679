#include "librdb/memory/allocator.h"

#include "librdb/base/errors.h"

namespace rdb {
namespace {

constexpr SizeClasses kAll[] = {SizeClasses::quantum_8, SizeClasses::quantum_16,
                                SizeClasses::quantum_16_pages};

}  // namespace

Bytes name_of(SizeClasses classes) {
  switch (classes) {
    case SizeClasses::quantum_8:
      return "quantum-8";
    case SizeClasses::quantum_16:
      return "quantum-16";
    case SizeClasses::quantum_16_pages:
      break;
  }
  return "quantum-16-pages";
}

SizeClasses parse_size_classes(Bytes text) {
  std::string known;
  for (const SizeClasses classes : kAll) {
    if (text == name_of(classes)) return classes;
    known.append(known.empty() ? "" : ", ").append(name_of(classes));
  }
  throw InvalidArgument("unknown allocator \"" + std::string(text) + "\"; known are " + known);
}

}  // namespace rdb
