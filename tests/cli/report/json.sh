small_dump > small.rdb
rdbmill report --json --depth 3 small.rdb
