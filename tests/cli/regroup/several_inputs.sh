lib='#!lua name=mylib
code'
{ magic 10; aux ctime 1371427200; function_library "$lib"; select_db 0; integer '{a}:1:x' 1; string p 1; end; } > a.rdb
{ magic 10; aux ctime 1371427201; function_library "$lib"; select_db 0; integer '{b}:2:x' 2; string q 2; end; } > b.rdb
rdbmill regroup a.rdb b.rdb -o out.rdb --match '{{{s}}}:{n}:{x}' --field n --key-template '{{{s}}}:{x}'
rdbmill export out.rdb | cut -d, -f2,6-
rdbmill info out.rdb | grep -iE 'ctime|functions|mylib'
rdbmill regroup a.rdb a.rdb -q -O -o out.rdb --match '{s}:{n}:{x}' --field n; echo "exit $?"
{ magic 11; select_db 0; end; } > c.rdb
rdbmill regroup a.rdb c.rdb -q -O -o out.rdb --match '{s}:{n}:{x}' --field n; echo "exit $?"
{ magic 10; function_library "${lib}x"; end; } > d.rdb
rdbmill regroup a.rdb d.rdb -q -O -o out.rdb --match '{s}:{n}:{x}' --field n; echo "exit $?"
head -c 60 b.rdb > cut.rdb
rdbmill regroup a.rdb cut.rdb -q -O -o out.rdb --match '{s}:{n}:{x}' --field n; echo "exit $?"
