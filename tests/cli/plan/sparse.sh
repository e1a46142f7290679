{ magic 10; select_db 0
  for i in {1..1500}; do integer n:$((i * 5 / 7)):$i 1; done; end; } > sparse.rdb
rdbmill plan sparse.rdb
