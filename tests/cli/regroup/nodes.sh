{ magic 10; aux ctime 1371427200; function_library '#!lua name=mylib'; select_db 0
  for i in 1 2 3 4 5 6; do integer "a:$i:x" $i; integer "b:$i:y" $i; string "p:$i" v; done; end; } > flat.rdb
cat > nodes.conf <<'CONF'
07c37df 10.0.0.1:7000@17000,one.internal master - 0 1426238317239 1 connected 0-5460 [93-<-292f8b]
67ed2db 10.0.0.2:7001@17001 master - 0 1426238316232 2 connected 5461-10922
6ec2392 10.0.0.9:7009@17009 slave 67ed2db 0 1426238316232 3 connected
292f8b3 fe80::1:7002@17002 myself,master - 0 0 3 connected 10923-16382 16383
vars currentEpoch 3 lastVoteEpoch 0
CONF
cat > nodes.json <<'JSON'
[ {"name": "07c37df", "host": "10.0.0.1", "port": 7000, "replicate": null, "slots": [[0,5460]], "slots_count": 5461},
  {"name": "6ec2392", "host": "10.0.0.9", "port": 7009, "replicate": "67ed2db", "slots": []},
  {"name": "67ed2db", "host": "10.0.0.2", "port": 7001, "replicate": null, "slots": [[5461,16383]]} ]
JSON
rule=(--match '{s}:{n}:{x}' --field n)
rdbmill regroup flat.rdb "${rule[@]}" --nodes nodes.conf -o 'out-{node}.rdb'
for file in out-*.rdb; do echo "$file"; rdbmill export "$file" | cut -d, -f2,6-; rdbmill info "$file" | grep -c mylib; done
rdbmill regroup flat.rdb -q "${rule[@]}" --nodes nodes.json -o 'json-{node}.rdb'; ls json-*
rdbmill regroup flat.rdb "${rule[@]}" --nodes nodes.json -o 'out-{node}.resp' --format resp --now 1371427200 2>&1 | tail -4
tr -d '\r' < out-10.0.0.2-7001.resp | grep -v '^[*$]' | xargs
{ magic 10; select_db 2; integer a:1:x 1; end; } > two.rdb
rdbmill regroup two.rdb -q "${rule[@]}" --nodes nodes.json -o 'two-{node}.resp' --format resp; echo "exit $?"
rdbmill regroup two.rdb -q "${rule[@]}" --nodes nodes.json -o 'two-{node}.resp' --format resp --target valkey:9.1; echo "exit $?"
tr -d '\r' < two-10.0.0.2-7001.resp | grep -v '^[*$]' | xargs
rdbmill regroup flat.rdb -q "${rule[@]}" --nodes nodes.json -o out.rdb; echo "exit $?"
sed -i 's/5461,16383/5460,16383/' nodes.json
rdbmill regroup flat.rdb -q "${rule[@]}" --nodes nodes.json -O -o 'json-{node}.rdb'; echo "exit $?"
sed -i 's/5460,16383/5462,16383/' nodes.json
rdbmill regroup flat.rdb -q "${rule[@]}" --nodes nodes.json -O -o 'json-{node}.rdb'; echo "exit $?"
echo '[3]' > nodes.json
rdbmill regroup flat.rdb -q "${rule[@]}" --nodes nodes.json -O -o 'json-{node}.rdb'; echo "exit $?"
