{ magic 10; aux ctime 1371427200; select_db 2; string a hello; integer n 17
  hash h f1 v1 f2 v2; expire_ms 4102444800000; string e x; end; } > small.rdb
rdbmill resp --target redis:7.0 small.rdb | tr -d '\r'
