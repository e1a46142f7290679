rdbmill gen counters --keys 1000 -o good.rdb
rdbmill check good.rdb
