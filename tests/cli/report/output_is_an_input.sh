# No output replaces a file that the run reads, whichever option named it.
small_dump > small.rdb
echo 'hash-max-listpack-entries 64' > redis.conf
rdbmill report -q --server-config redis.conf --partial small.partial small.rdb > /dev/null
for file in small.rdb small.partial redis.conf; do
  cp $file before
  for option in --openmetrics '-O --partial' '-O --json-file'; do
    rdbmill report --server-config redis.conf --since small.partial $option $file small.rdb > /dev/null; echo "exit $?"
    cmp $file before
  done
done
rdbmill growth -O --csv redis.conf --server-config redis.conf small.rdb small.rdb > /dev/null; echo "exit $?"
