// Reads a dump in memory and prints its events, through the installed headers and the one library.
#include <iostream>
#include <string>

#include "librdb/event/text_sink.h"
#include "librdb/io/source.h"
#include "librdb/parse/rdb_reader.h"

int main() {
  const std::string dump("REDIS0011\xfe\0\0\3key\xc0\x07\xff\0\0\0\0\0\0\0\0", 27);
  rdb::MemorySource source(dump);
  rdb::OwnedBytes text;
  rdb::TextSink sink(text, rdb::Interest::elements);
  rdb::RdbReader(source).run(sink);
  std::cout << text;
  return text.find("string 7") == std::string::npos;
}
