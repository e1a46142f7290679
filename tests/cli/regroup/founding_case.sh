rdbmill gen counters --keys 100000 -o flat.rdb
rdbmill regroup flat.rdb -o hashes.rdb \
  --match '{d1}:{d2}:{d3}:{d4}:{article}:{d5}:{date}:{hour}:{minute}' --field article
rdbmill check hashes.rdb
rdbmill info --count --now 2013-06-17 hashes.rdb
rdbmill filter hashes.rdb | cmp - hashes.rdb
