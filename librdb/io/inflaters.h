// The makers behind inflaters(). Private to the io floor.
#pragma once
#include <memory>

#include "librdb/io/inflater.h"

namespace rdb {

std::unique_ptr<Inflater> make_zlib_inflater();
/// Only in builds with ISA-L.
std::unique_ptr<Inflater> make_isal_inflater();

}  // namespace rdb
