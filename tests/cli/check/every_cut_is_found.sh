small_dump > small.rdb
size=$(stat -c %s small.rdb)
for ((n = 0; n < size; ++n)); do
  head -c $n small.rdb > cut.rdb
  rdbmill check cut.rdb 2> message
  status=$?
  [ $status = 3 ] || echo "cut at $n: exit $status"
  grep -q "at byte" message || echo "cut at $n: no offset: $(cat message)"
done
