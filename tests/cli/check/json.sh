rdbmill gen counters --keys 1000 -o good.rdb
head -c 100 good.rdb > cut.rdb
small_dump > unprotected.rdb
rdbmill check --json --min-keys 10 good.rdb cut.rdb unprotected.rdb
