small_dump > small.rdb
echo '# the first rows'
rdbmill keys --limit 2 --columns key small.rdb
rdbmill keys -q --limit 1 --columns key small.rdb
echo '# all of them: then the end is read, too'
rdbmill keys --limit 6 --columns key small.rdb
echo '# what follows the last row is not looked at'
{ head -c 100 small.rdb; printf '\x77garbage'; } > cut.rdb
rdbmill keys --limit 3 --columns key cut.rdb; echo "exit $?"
rdbmill keys --limit 4 --columns key cut.rdb; echo "exit $?"
echo '# with a filter the first rows that fit'
rdbmill keys --limit 1 --columns key -t hash small.rdb
rdbmill keys --limit 2 --columns key -t hash small.rdb
echo '# from a pipe, into a file'
cat small.rdb | rdbmill keys -q --limit 1 --columns key -o keys.csv - && cat keys.csv
