small_dump > small.rdb
echo '# in the order asked for'
rdbmill keys --now 1371427200 --columns ttl,key,loaded_encoding,standard_deviation,key_b64 small.rdb
rdbmill keys --format tsv --columns key,slot small.rdb
rdbmill keys --format ndjson --columns key small.rdb
echo '# those of other tools'
rdbmill keys --style hdt small.rdb
rdbmill memory --style rdbtools small.rdb | head -1
rdbmill keys --format ndjson --style hdt -t hash small.rdb
echo '# an empty name alone in its row'
{ magic 10; select_db 0; string '' 1; string b 2; end; } > empty.rdb
rdbmill keys --columns key empty.rdb
echo '# what was damaged within a value is found where it is decoded'
{ magic 10; select_db 0; bytes 0x10; text h; bytes 9 9 0 0 0 1 0 0x85 0x66 0xff; end; } > damaged.rdb
rdbmill keys --columns key,serialized damaged.rdb; echo "exit $?"
rdbmill keys --columns key,len_largest_element damaged.rdb; echo "exit $?"
