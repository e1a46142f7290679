{ magic 10; aux ctime 1371427200; select_db 0
  integer n:a:x 1; hash n:x a 5; end; } > flat.rdb
rdbmill regroup flat.rdb --match '{s}:{article}:{day}' --field article > out.rdb; echo "exit $?"
stat -c 'stdout was held back: %s bytes' out.rdb
for policy in first last sum; do
  rdbmill regroup flat.rdb -q --on-conflict $policy --match '{s}:{article}:{day}' --field article \
      --format resp --target redis:7.0 | tr -d '\r' | paste -sd' '
done
