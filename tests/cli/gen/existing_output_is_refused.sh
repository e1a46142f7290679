echo precious > out.rdb
rdbmill gen counters --keys 10 -o out.rdb; echo "exit $?"
cat out.rdb
