small_dump > small.rdb
rdbmill explain; echo "exit $?"
rdbmill explain a b c; echo "exit $?"
rdbmill explain hits:1 small.rdb --target redis; echo "exit $?"
rdbmill explain hits:1 none.rdb; echo "exit $?"
