# What is missing in a damaged dump has neither come nor gone: whoever compares must be told.
{ magic 10; aux redis-ver 7.0.15; aux ctime 1371427200; select_db 0
  for i in 1 2 3 4 5 6; do integer "user:$i:visits" $i; done; end; } > whole.rdb
head -c 70 whole.rdb > cut.rdb
rdbmill report -q --partial whole.partial whole.rdb > /dev/null
rdbmill report -q --keep-going --partial cut.partial cut.rdb > /dev/null 2>&1
for sides in 'whole.partial cut.partial' 'cut.partial whole.partial' 'cut.partial cut.partial' 'whole.rdb cut.partial'; do
  echo "== $sides"
  rdbmill growth $sides | head -4; echo "exit ${PIPESTATUS[0]}"
done
rdbmill growth --json whole.partial cut.partial > incomplete.json; echo "exit $?"
grep complete incomplete.json
rdbmill growth --json whole.partial whole.partial | grep complete
echo "== conditions"
rdbmill growth --fail-if 'total.keys<5' whole.partial cut.partial > /dev/null; echo "exit $?"
rdbmill growth --fail-if 'total.keys<1' whole.partial cut.partial > /dev/null; echo "exit $?"
echo "== in a report"
rdbmill report --since cut.partial whole.rdb | head -3; echo "exit ${PIPESTATUS[0]}"
rdbmill report --keep-going --since cut.partial cut.rdb 2> /dev/null | head -5; echo "exit ${PIPESTATUS[0]}"
rdbmill report --json --since cut.partial whole.rdb | sed -n '/"growth"/,$p' | grep complete; echo "exit ${PIPESTATUS[0]}"
echo "== merged"
rdbmill report merge cut.partial > /dev/null; echo "exit $?"
rdbmill report merge --allow-overlap whole.partial cut.partial | head -2; echo "exit ${PIPESTATUS[0]}"
rdbmill report merge whole.partial > /dev/null; echo "exit $?"
