rdbmill gen counters --keys 100 -o good.rdb
rdbmill resp -q good.rdb | grep -c '^SET'
