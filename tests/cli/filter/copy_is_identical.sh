small_dump > small.rdb
rdbmill gen counters --keys 5000 -o large.rdb
for file in small large; do
  rdbmill filter $file.rdb -o copy.rdb && cmp $file.rdb copy.rdb && rm copy.rdb
  rdbmill filter - < $file.rdb > copy.rdb && cmp $file.rdb copy.rdb && rm copy.rdb
  cat $file.rdb | rdbmill filter - | cmp $file.rdb -
  gzip -c $file.rdb | rdbmill filter - -o copy.rdb && cmp $file.rdb copy.rdb && rm copy.rdb
done
