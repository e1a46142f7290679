{ magic 10; select_db 0; integer n:1:x 1; integer n:01:x 2; integer n:1:y 3; hash n:y 1 4
  integer n:1:x 5; end; } > flat.rdb
rdbmill regroup flat.rdb -q -o out.rdb --match '{s}:{f}:{d}' --field f --conflicts list; echo "exit $?"
cat list; ls
rdbmill regroup flat.rdb -q -o out.rdb -O --match '{s}:{f}:{d}' --field f --conflicts list --limit 1; echo "exit $?"
cat list
for policy in max min; do
  rdbmill regroup flat.rdb -q -O -o out.rdb --on-conflict $policy --match '{s}:{f}:{d}' --field f
  rdbmill export out.rdb | cut -d, -f2,6-
done
rdbmill regroup flat.rdb -q --dry-run --match '{s}:{f}:{d}' --field f; echo "exit $?"
rdbmill regroup flat.rdb --dry-run --match '{s}:{f}:{d}' --field f --on-conflict sum; echo "exit $?"
