# One file: a dump and commands behind it.
{ small_dump; printf '*1\r\n$4\r\nPING\r\n'; } > appendonly.aof
rdbmill check appendonly.aof; echo "exit $?"
rdbmill export -t list appendonly.aof; echo "exit $?"
rdbmill filter appendonly.aof -o out.rdb; echo "exit $?"
[ -e out.rdb ] || echo "no out.rdb"
rdbmill filter --base-only appendonly.aof -o out.rdb; echo "exit $?"
small_dump | cmp - out.rdb && echo same
# A folder with a manifest.
mkdir appendonlydir
small_dump > appendonlydir/a.aof.1.base.rdb
printf '*1\r\n$4\r\nPING\r\n' > appendonlydir/a.aof.1.incr.aof
printf 'file a.aof.1.base.rdb seq 1 type b\nfile a.aof.1.incr.aof seq 1 type i startoffset 0\n' > appendonlydir/a.aof.manifest
rdbmill keys -q appendonlydir -t list | cut -d, -f3; echo "exit $?"
rdbmill resp --now 0 appendonlydir/a.aof.1.base.rdb -o out.resp; echo "exit $?"
rdbmill resp --now 0 --base-only appendonlydir -o out.resp; echo "exit $?"
rdbmill filter --base-only appendonlydir -O -o appendonlydir/a.aof.1.base.rdb; echo "exit $?"
: > appendonlydir/a.aof.1.incr.aof
rdbmill filter appendonlydir -O -o out.rdb; echo "exit $?"
mkdir empty; rdbmill info empty; echo "exit $?"
