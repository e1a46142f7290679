small_dump > small.rdb
rdbmill filter small.rdb -o no/such/out.rdb
