{ magic 10; string a b; printf '\xff\1\2\3\4\5\6\7\10'; } > bad.rdb
rdbmill check bad.rdb
