small_dump > small.rdb
mkdir out
printf half > out/.copy.rdb.0123456789abcdef.tmp
rdbmill filter small.rdb -o out/copy.rdb; echo "exit $?"
cmp small.rdb out/copy.rdb
rdbmill filter -q small.rdb -O -o out/copy.rdb; echo "exit $?"
