# Keys too long to be looked at have a pattern all the same, wherever shapes are named.
long() { head -c 300 /dev/zero | tr '\0' "$1"; }
name() { bytes $((64 | ${#1} >> 8)) $((${#1} & 255)); printf %s "$1"; }
for i in 1 2; do
  { magic 10; aux redis-ver 7.0.15; aux ctime 1371427200; select_db 0
    for j in 1 2 3; do
      printf '\0'; name "page:$(long $j)$i"; text x
      printf '\0'; name "cart:$(long $j)$i:items"; text x
      printf '\x04'; name "page:$(long $j)$i"; bytes 1; text f; text x
    done; string user:$i x; end; } > $i.rdb
done
{ magic 10; aux redis-ver 7.0.15; select_db 0; string '' x; end; } > empty.rdb
rdbmill report 1.rdb | grep -A6 '^Heaviest'
rdbmill report --csv tables --json-file 1.json --openmetrics 1.prom 1.rdb > /dev/null
cut -d, -f1-3 tables/shapes.csv
grep '"pattern"' 1.json
grep '^rdbmill_shape_keys' 1.prom
rdbmill plan --json 1.rdb | grep '"pattern"'
rdbmill report empty.rdb | grep -A1 '^Heaviest'
echo "== merged"
rdbmill report --json --partial all.partial 1.rdb 2.rdb empty.rdb --allow-overlap > all.json
for i in 1 2 empty; do rdbmill report --partial $i.partial $i.rdb > /dev/null; done
rdbmill report merge --allow-overlap --partial e2.partial empty.partial 2.partial > /dev/null
rdbmill report merge --allow-overlap --json e2.partial 1.partial | cmp - all.json && echo same
grep '"pattern"' all.json
echo "== it can be used"
rdbmill report --fail-if 'shape(page:{long}).keys>2' 1.rdb > /dev/null; echo "exit $?"
