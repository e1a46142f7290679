# What has grown between two dumps, or partial results.
{ magic 10; aux redis-ver 7.0.15; aux ctime 1371427200; select_db 0
  for i in 1 2 3 4 5 6; do integer "user:$i:visits" $i; string "page:$i" "text of page $i"; done; end; } > monday.rdb
{ magic 10; aux redis-ver 7.0.15; aux ctime 1371513600; select_db 0
  for i in 1 2 3 4 5 6 7 8 9; do integer "user:$i:visits" $i; done
  for i in 1 2 3; do string "page:$i" "text of page $i"; done; hash cart:1 a 1; end; } > tuesday.rdb
rdbmill growth monday.rdb tuesday.rdb; echo "exit $?"
rdbmill growth monday.rdb monday.rdb; echo "exit $?"
rdbmill report --partial monday.partial monday.rdb > /dev/null
rdbmill report --partial tuesday.partial tuesday.rdb > /dev/null
rdbmill growth monday.rdb tuesday.rdb --json > a.json; rdbmill growth --json monday.partial tuesday.partial | cmp - a.json && echo same
rdbmill growth --json monday.rdb tuesday.partial | cmp - a.json && echo same
head -c 400 a.json; echo
rdbmill growth -q monday.rdb tuesday.rdb --csv growth.csv > /dev/null; cat growth.csv
echo "== in a report"
rdbmill report --now 2013-06-18 --since monday.partial tuesday.rdb | sed -n 4,12p
rdbmill report --json --since monday.partial tuesday.rdb | sed -n '/"growth"/,$p' | head -5
echo "== conditions"
for condition in 'growth(total)>10%' 'growth(prefix(user:)).keys>=3' 'growth(prefix(user:)).keys>3' 'growth(prefix(page:))<0%' \
    'growth(prefix(cart:)) > 1000%' 'growth(shape(cart:1)).memory>1KiB' 'growth(type(string)).bytes>0' 'total.keys>100'; do
  rdbmill growth --fail-if "$condition" monday.rdb tuesday.rdb > /dev/null; echo "exit $?"
  rdbmill report --since monday.partial --fail-if "$condition" tuesday.rdb > /dev/null; echo "exit $?"
done
for condition in 'growth(total).share>1%' 'growth(nothing)>1%' 'growth()>1%' 'growth(total)>x' 'growth(total)'; do
  rdbmill growth --fail-if "$condition" monday.rdb tuesday.rdb > /dev/null; echo "exit $?"
done
rdbmill report --fail-if 'growth(total)>1%' tuesday.rdb; echo "exit $?"
rdbmill growth --depth 2 monday.partial tuesday.rdb; echo "exit $?"
rdbmill growth -t hash monday.partial tuesday.rdb; echo "exit $?"
rdbmill growth --csv growth.csv monday.rdb tuesday.rdb; echo "exit $?"
rdbmill growth - - < monday.rdb; echo "exit $?"
