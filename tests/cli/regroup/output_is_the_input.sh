rdbmill gen counters --keys 1000 -o flat.rdb
cp flat.rdb before.rdb
rdbmill regroup flat.rdb -O -o flat.rdb -q --match '{a}:{b}' --field b --rest pass --allow-none; echo "exit $?"
cmp flat.rdb before.rdb
rdbmill gen counters --keys 1000 --seed 2 -o more.rdb; cp more.rdb before.rdb
rdbmill regroup flat.rdb more.rdb -O -o new.rdb -q --match '{a}:{b}' --field b --skip-unsupported --unsupported more.rdb; echo "exit $?"
cmp more.rdb before.rdb
