#include "librdb/base/random_seed.h"

#include <unistd.h>

#include <cerrno>

#include "librdb/base/errors.h"

namespace rdb {

// Not std::random_device: it asks the processor what it can do each time it is made, and in a
// virtual machine each of those questions goes to the host.
std::uint64_t random_seed() {
  std::uint64_t seed = 0;
  if (getentropy(&seed, sizeof seed) != 0) throw IoError("draw a random seed", errno);
  return seed;
}

}  // namespace rdb
