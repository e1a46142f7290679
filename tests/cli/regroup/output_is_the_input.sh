rdbmill gen counters --keys 1000 -o flat.rdb
cp flat.rdb before.rdb
rdbmill regroup flat.rdb -O -o flat.rdb -q --match '{a}:{b}' --field b --rest pass --allow-none; echo "exit $?"
cmp flat.rdb before.rdb
