rdbmill gen keyspace --keys 2000 --seed 7 --truth truth.ndjson -o one.rdb
rdbmill gen keyspace --keys 2000 --seed 7 -o two.rdb
rdbmill gen keyspace --keys 2000 --seed 8 -o three.rdb
cmp one.rdb two.rdb
cmp -s one.rdb three.rdb && echo "another seed, the same bytes"
rdbmill check --deep one.rdb > /dev/null && echo "sound"
rdbmill keys --format ndjson one.rdb | wc -l
# The truth has the keys of the dump, in its order.
wc -l < truth.ndjson
head -2 truth.ndjson
rdbmill keys --format ndjson one.rdb | head -2 | grep -o '"key":"[^"]*"'
rdbmill gen keyspace --keys 400 --schemes rq,celery --truth some.ndjson -o some.rdb
grep -o '"product":"[^"]*"' some.ndjson | sort -u
rdbmill gen keyspace --list-schemes | head -4
rdbmill gen keyspace --list-schemes | wc -l
