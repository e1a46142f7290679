rdbmill gen counters --keys 10 -o good.rdb
printf '0123456789abcdef0123456789abcdef01234567' >> good.rdb
rdbmill check - < <(cat good.rdb)
printf 'x' >> good.rdb
rdbmill check - < <(cat good.rdb)
