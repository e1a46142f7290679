small_dump > small.rdb
echo old > x.rdb
for command in filter resp; do
  rdbmill $command small.rdb -q -O -o x.rdb --skip-unsupported --unsupported ./x.rdb; echo "exit $?"
  rdbmill $command small.rdb -q -o new.rdb --skip-unsupported --unsupported new.rdb; echo "exit $?"
  rdbmill $command small.rdb -q -o /dev/null --skip-unsupported --unsupported /dev/null; echo "exit $?"
done
cat x.rdb; ls
