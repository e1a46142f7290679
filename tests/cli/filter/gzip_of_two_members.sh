rdbmill gen counters --keys 5000 -o large.rdb
{ head -c 1000 large.rdb | gzip; tail -c +1001 large.rdb | gzip; } > two.gz
rdbmill filter two.gz | cmp large.rdb -
