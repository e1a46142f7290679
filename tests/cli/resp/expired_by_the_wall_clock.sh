small_dump > small.rdb
rdbmill resp --mode restore --target redis:7.0 small.rdb 2>&1 >out | sed 's/20[0-9-]* [0-9:]* UTC/TIME/'
