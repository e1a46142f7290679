small_dump > small.rdb
rdbmill regroup small.rdb -o out.rdb --match '{a}/{b}' --field b; echo "exit $?"
[ -e out.rdb ] && echo "out.rdb is there"
rdbmill regroup small.rdb -q -o out.rdb --allow-none --match '{a}/{b}' --field b; echo "exit $?"
