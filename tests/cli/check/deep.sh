small_dump > small.rdb
rdbmill check --deep small.rdb; echo "exit $?"
{ magic 10; select_db 0; hash good f 1 g 2; hash twice f 1 f 2; string behind 1; end; } > twice.rdb
rdbmill check twice.rdb; echo "exit $?"
rdbmill check --deep twice.rdb; echo "exit $?"
{ magic 10; select_db 0; hash empty; list also; list good a; end; } > empty.rdb
rdbmill check --deep empty.rdb; echo "exit $?"
# members in the wrong order: "a" 2, then "b" 1
{ magic 10; select_db 0
  printf '\x11\x01z\x11\x11\0\0\0\x04\0\x81a\x02\x02\x01\x81b\x02\x01\x01\xff'; end; } > order.rdb
rdbmill check order.rdb; echo "exit $?"
rdbmill check --deep order.rdb; echo "exit $?"
# a length that is not that of the nodes is no damage to servers, an id twice is
{ magic 10; select_db 0; printf '\x02\x01s\x02\x01a\x01a'; end; } > set.rdb
rdbmill check --deep set.rdb; echo "exit $?"
