small_dump > small.rdb
rdbmill check small.rdb
