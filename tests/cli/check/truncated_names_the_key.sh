small_dump | head -c 73 > cut.rdb
rdbmill check cut.rdb
