columns() { rdbmill keys --now 1371427200 --columns "$@" many.rdb; }
{ magic 10
  select_db 3; string b 12345678901234567890123; string a x; list l 1 2 3 4 5 6 7
  select_db 0; string b 12345678901234567890123; string c x
  expire_ms 1371427201000; string late x
  expire_ms 1371427199000; string gone x
  hash h f1 v1 f2 v2
  end; } > many.rdb
echo '# largest first; of equal ones by name, then database'
columns memory_usage,key,database --sort memory --limit 20
columns memory_usage,key,database --sort memory --limit 3
echo '# by a column that is not shown, smallest first'
columns key,database --sort num_elements:asc --limit 20
echo '# those that have none come last'
columns key,ttl,expiry --sort ttl --limit 4
columns key,ttl,expiry --sort ttl:asc --limit 4
echo '# in every format, with a filter'
rdbmill keys --format ndjson --columns key --sort serialized --limit 1 -T string many.rdb
rdbmill keys --format tsv --style hdt --sort size --limit 1 many.rdb
echo '# as another server would say'
columns memory_usage,key --sort memory --limit 1 --target valkey:9.1
echo '# no more memory than allowed'
rdbmill keys --sort memory --limit 5 --memory-limit 500 many.rdb; echo "exit $?"
