rdbmill gen counters --keys 0 -o none.rdb
rdbmill check -v none.rdb
