rdbmill gen counters --keys 99 -o few.rdb
rdbmill check --min-keys 99 few.rdb && rdbmill check --min-keys 100 few.rdb
