rdbmill gen counters --keys 50000 -o flat.rdb
rule=(--match '{d1}:{d2}:{d3}:{d4}:{article}:{d5}:{date}:{hour}:{minute}' --field article)
rdbmill regroup flat.rdb -q -o hashes.rdb "${rule[@]}"
for limit in 1MB 64MB; do
  rdbmill verify flat.rdb hashes.rdb --memory-limit $limit "${rule[@]}" 2> $limit.txt; echo "exit $?"
done
cmp 1MB.txt 64MB.txt && cat 1MB.txt
ls
