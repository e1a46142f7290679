# Behind "--" no word is an option.
{ magic 10; select_db 0; integer -foo:1 7; integer --json 7; integer -- 7; end; } > -dash.rdb
cp ./-dash.rdb dash.rdb
for key in -foo:1 --json --; do rdbmill explain -- "$key" dash.rdb | head -1; echo "exit ${PIPESTATUS[0]}"; done
rdbmill explain --json -- -foo:1 -dash.rdb | head -3; echo "exit ${PIPESTATUS[0]}"
rdbmill keys --columns key -- -dash.rdb; echo "exit $?"
rdbmill report dash.rdb -- > /dev/null; echo "exit $?"
rdbmill keys -- dash.rdb --limit; echo "exit $?"
rdbmill keys dash.rdb --limits -- x; echo "exit $?"
rdbmill keys --; echo "exit $?"
