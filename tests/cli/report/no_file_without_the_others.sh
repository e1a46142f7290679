[ -w /dev/full ] || { echo "no /dev/full" >&2; exit 77; }
small_dump > small.rdb
rdbmill report small.rdb --partial p --csv tables --openmetrics m -O --json-file /dev/full; echo "exit $?"; ls . tables
