small_dump > small.rdb
mkdir there; ln -s there link
attempt() { rdbmill report small.rdb "$@" >> text; echo "$*: exit $?"; }
attempt --partial x --json-file ./x
attempt --openmetrics x --json-file x
attempt -O --csv tables --json-file tables/../tables/shapes.csv
attempt -O --csv there --partial link/growth.csv
attempt --openmetrics text
attempt -O --json-file /dev/null --partial /dev/null
attempt --csv tables --json-file tables/report.csv
ls; ls tables | grep report
rdbmill growth small.rdb small.rdb -O --csv changes > changes; echo "exit $?"
