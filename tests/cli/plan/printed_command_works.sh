rdbmill gen counters --keys 20000 -o flat.rdb
rdbmill plan flat.rdb | sed -n '/rdbmill regroup/,/--field/p' > command
bash command 2> said; echo "exit $?"
grep 'hashes written' said
rdbmill plan --json flat.rdb | grep -A3 -m1 '"field": "id"'
rdbmill check regrouped.rdb
