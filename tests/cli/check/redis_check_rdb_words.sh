rdbmill gen counters --keys 10 -o good.rdb
rdbmill check --redis-check-rdb good.rdb
head -c 200 good.rdb > cut.rdb
rdbmill check --redis-check-rdb cut.rdb
