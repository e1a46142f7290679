small_dump | head -c 40 > cut.rdb
rdbmill info cut.rdb
