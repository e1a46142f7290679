small_dump > small.rdb
ln -s small.rdb soft.rdb
ln small.rdb hard.rdb
cp small.rdb before.rdb
for name in small.rdb ./small.rdb soft.rdb hard.rdb; do
  rdbmill filter small.rdb -O -o $name; echo "exit $?"
  cmp small.rdb before.rdb
done
rdbmill filter - -O -o small.rdb < small.rdb; echo "exit $?"
cmp small.rdb before.rdb
