{ magic 10; select_db 15; string a 1; end; } > usual.rdb
rdbmill resp -q --target redis:7.0 usual.rdb -o usual.resp; echo "exit $?"
{ magic 10; select_db 20; string a 1; end; } > more.rdb
rdbmill resp -q --target redis:7.0 more.rdb -o more.resp; echo "exit $?"
