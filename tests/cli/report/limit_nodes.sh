# Few prefixes are kept of many: sums stay, what may be missing is said.
rdbmill gen counters --keys 3000 > counters.rdb
rdbmill report --prefixes --depth 5 --limit-nodes 100 --limit 3 counters.rdb | sed -n '/^Prefixes/,$p' | grep -E '^(  [a-z]+:|  \()' |
  sed -E 's/ +[0-9.]+ [KM]iB.*//'
for nodes in 100 100000; do
  rdbmill report --json --depth 5 --limit-nodes $nodes counters.rdb | grep -A3 '"prefixes"' | grep complete
done
rdbmill report --prefixes --depth 5 --limit-nodes 100 counters.rdb | tail -3 | sed -E 's/up to .*,$/up to SIZE,/'
