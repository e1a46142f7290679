# Each damaged input is named with what is wrong, on stderr and above the report.
one() { magic 10; select_db 0; string "$1" x; }
{ one user:1; end; } > whole.rdb
{ one page:1; printf '\x63'; end; } > type.rdb
{ one item:1; string item:2 x; } | head -c 27 > cut.rdb
echo no dump at all > text.rdb
# The dump is whole, what it was compressed from was another one.
{ one cart:1; end; } | gzip -n > sum.rdb.gz
printf '\1\2\3\4' | dd of=sum.rdb.gz bs=1 seek=$(($(stat -c %s sum.rdb.gz) - 8)) conv=notrunc status=none
inputs=(type.rdb whole.rdb --label east=cut.rdb text.rdb sum.rdb.gz)
rdbmill report --keep-going "${inputs[@]}" | head -14; echo "exit ${PIPESTATUS[0]}"
rdbmill report --keep-going --json --partial all.partial "${inputs[@]}" 2> /dev/null | grep '"label"\|"complete"\|"fault"'
rdbmill report merge all.partial 2>&1 | head -6; echo "exit ${PIPESTATUS[0]}"
rdbmill report --partial whole.partial whole.rdb > /dev/null
rdbmill growth whole.partial all.partial | head -6; echo "exit ${PIPESTATUS[0]}"
echo "== alone"
rdbmill report --keep-going sum.rdb.gz 2> /dev/null | head -4; echo "exit ${PIPESTATUS[0]}"
echo "== without --keep-going the first of them ends the run"
rdbmill report "${inputs[@]}"; echo "exit $?"
echo "== what is not there is no damage"
rdbmill report --keep-going cut.rdb missing.rdb whole.rdb; echo "exit $?"
