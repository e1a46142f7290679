# What lies behind the end of a dump is named by every command that looks at one.
{ small_dump; printf 'trailing'; } > long.rdb
rdbmill report long.rdb > /dev/null; echo "exit $?"
rdbmill report -q --keep-going long.rdb > /dev/null; echo "exit $?"
rdbmill growth long.rdb long.rdb > /dev/null; echo "exit $?"
rdbmill keys long.rdb > /dev/null; echo "exit $?"
rdbmill keys --limit 1 long.rdb > /dev/null; echo "exit $?"
rdbmill plan long.rdb > /dev/null; echo "exit $?"
rdbmill explain long.rdb > /dev/null; echo "exit $?"
rdbmill explain hits:1 long.rdb > /dev/null; echo "exit $?"
rdbmill info long.rdb > /dev/null; echo "exit $?"
rdbmill export long.rdb > /dev/null; echo "exit $?"
rdbmill resp -q long.rdb > /dev/null; echo "exit $?"
echo "== the mark of a transfer"
{ small_dump; printf '0123456789abcdef0123456789abcdef01234567'; } > mark.rdb
for command in report keys plan explain; do
  cat mark.rdb | rdbmill $command - > /dev/null; echo "exit $?"
  rdbmill $command mark.rdb > /dev/null; echo "exit $?"
done
