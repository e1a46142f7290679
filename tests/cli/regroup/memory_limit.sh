rdbmill gen counters --keys 100000 -o flat.rdb
rdbmill regroup flat.rdb -q -o out.rdb --memory-limit 64KB \
  --match '{d1}:{d2}:{d3}:{d4}:{article}:{d5}:{date}:{hour}:{minute}' --field article \
  2> message; echo "exit $?"
grep -o -e '--memory-limit' message | head -1
ls
