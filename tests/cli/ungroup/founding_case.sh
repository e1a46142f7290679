rdbmill gen counters --keys 30000 -o flat.rdb
rule=(--match '{d1}:{d2}:{d3}:{d4}:{article}:{d5}:{date}:{hour}:{minute}' --field article)
rdbmill regroup flat.rdb -q -o hashes.rdb "${rule[@]}"
rdbmill ungroup hashes.rdb -q -o again.rdb --memory-limit 400KB "${rule[@]}" --stats - | sed 's,"spilled_bytes": [1-9][0-9]*,"spilled_bytes": N,'
rdbmill check again.rdb
rdbmill regroup again.rdb -q -o hashes2.rdb "${rule[@]}" && cmp hashes.rdb hashes2.rdb
for dump in flat again; do rdbmill keys $dump.rdb | cut -d, -f1-3 | sort > $dump.csv; done
cmp flat.csv again.csv && wc -l < again.csv
