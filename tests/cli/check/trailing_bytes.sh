rdbmill gen counters --keys 10 -o good.rdb
echo garbage >> good.rdb
rdbmill check good.rdb
