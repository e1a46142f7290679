rdbmill gen counters --keys 10 -o good.rdb
cp good.rdb long.rdb
echo garbage >> long.rdb
rdbmill filter long.rdb -o out.rdb
cmp good.rdb out.rdb
