# Either all outputs of a run appear, or none.
[ -w /dev/full ] || { echo "no /dev/full" >&2; exit 77; }
{ magic 10; select_db 0; integer n:1:x 1; integer n:2:x 2; end; } > flat.rdb
rule=(--match 'n:{d}:{a}' --field d)
for side in --manifest --stats; do
  rdbmill regroup flat.rdb -q "${rule[@]}" -o x.rdb "$side" /dev/full; echo "$side: exit $?"; ls
  echo old > x.rdb
  rdbmill regroup flat.rdb -q "${rule[@]}" -O -o x.rdb "$side" /dev/full; echo "$side: exit $?"; cat x.rdb
  rm x.rdb
done
rdbmill regroup flat.rdb -q "${rule[@]}" -o x.rdb --stats - > /dev/full; echo "--stats -: exit $?"; ls
# Nor do the side files that could be written.
rdbmill regroup flat.rdb -q "${rule[@]}" -o x.rdb --stats s.json --manifest /dev/full; echo "exit $?"; ls
rdbmill regroup flat.rdb -q "${rule[@]}" --stats s.json > /dev/full; echo "exit $?"; ls
cat > nodes.json <<'JSON'
[ {"name": "a", "host": "one", "port": 7000, "slots": [[0,5460]]},
  {"name": "b", "host": "two", "port": 7001, "slots": [[5461,16383]]} ]
JSON
rdbmill regroup flat.rdb -q "${rule[@]}" --nodes nodes.json -o '{node}.rdb' --stats /dev/full; echo "exit $?"; ls
rdbmill regroup flat.rdb -q "${rule[@]}" -o x.rdb --stats s.json --manifest m.toml; echo "exit $?"; ls
