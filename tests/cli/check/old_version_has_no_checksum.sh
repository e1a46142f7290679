{ magic 3; string a b; printf '\xff'; } > old.rdb
rdbmill check old.rdb
