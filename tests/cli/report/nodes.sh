# Memory by the node of a cluster that serves a slot.
{ magic 10; aux ctime 1371427200; select_db 0
  for i in 1 2 3 4 5 6; do integer "a:$i" $i; string "{a:1}$i" v; done; end; } > flat.rdb
cat > nodes.json <<'JSON'
[ {"name": "07c37df", "host": "10.0.0.1", "port": 7000, "replicate": null, "slots": [[0,5460]]},
  {"name": "67ed2db", "host": "10.0.0.2", "port": 7001, "replicate": null, "slots": [[5461,10922]]},
  {"name": "67ed2dc", "host": "10.0.0.3", "port": 7001, "replicate": null, "slots": [[10923,16383]]} ]
JSON
rdbmill report --full --nodes nodes.json flat.rdb --csv tables | grep -A4 '^Nodes'
cat tables/nodes.csv
rdbmill report --json --nodes nodes.json flat.rdb | grep -c '"node":'
rdbmill report --nodes no-such.json flat.rdb; echo "exit $?"
