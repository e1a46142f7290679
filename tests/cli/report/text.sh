small_dump > small.rdb
rdbmill report small.rdb
