small_dump > small.rdb
rdbmill resp --mode restore --target redis:7.0 --now 1371427202 small.rdb -o out; echo "exit $?"
rdbmill resp --mode restore --target redis:7.0 --now 1371427200 small.rdb -O -o out; echo "exit $?"
