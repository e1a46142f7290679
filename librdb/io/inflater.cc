#include "librdb/io/inflater.h"

#include "librdb/io/inflaters.h"

namespace rdb {

std::span<const InflaterChoice> inflaters() {
  static constexpr InflaterChoice kChoices[] = {
#ifdef RDBMILL_HAVE_ISAL
      {"isa-l", make_isal_inflater},
#endif
      {"zlib", make_zlib_inflater},
  };
  return kChoices;
}

}  // namespace rdb
