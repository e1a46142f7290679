rdbmill gen counters --keys 1000 -o good.rdb
rdbmill check -v good.rdb
rdbmill check -v - < good.rdb
gzip good.rdb
rdbmill check -v good.rdb.gz
