small_dump > small.rdb
names() { rdbmill keys -q --now 0 "$@" small.rdb | cut -d, -f1-3 | tail -n +2 | tr '\n' ' '; echo; }
names --prefix user:
names --key-glob '*:[19]' -K '^hits'
names -T string
names -t zset -t sortedset
names -d 3
names --ttl none -d 0
names --ttl any
names --ttl ..20000d
names --size 5..6
names --slot 0-8191
printf 'hits:1\njobs:mail\n' > wanted
names --keys-from wanted
rdbmill filter --keys-from wanted small.rdb -o out.rdb; echo "exit $?"
rdbmill export out.rdb
