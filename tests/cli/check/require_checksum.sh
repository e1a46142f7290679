small_dump > small.rdb
rdbmill check --require-checksum small.rdb
