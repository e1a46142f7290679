rdbmill gen counters --keys 20000 --seed 7 -o one.rdb
rdbmill gen counters --keys 20000 --seed 7 -o two.rdb
rdbmill gen counters --keys 20000 --seed 8 -o three.rdb
cmp one.rdb two.rdb
cmp -s one.rdb three.rdb && echo "another seed, the same bytes"
sha256sum < one.rdb
