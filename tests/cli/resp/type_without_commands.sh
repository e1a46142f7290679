small_dump > small.rdb
rdbmill resp --now 0 small.rdb -o out.resp; echo "exit $?"
[ -e out.resp ] && echo "out.resp is there"; true
