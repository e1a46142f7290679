try() { rdbmill regroup no-such.rdb -o out "$@"; echo "exit $?"; }
try
try --match '{a}:{b}'
try --match '{a}{b}' --field a
try --match '{a}:{a}' --field a
try --match '{a}:{b' --field a
try --match 'a}:{b}' --field b
try --match '{article}:{b}' --field artcle
try --match '{a}:{b}' --field b --key-template '{c}'
try --match '{a}:{b}:{c}' --field b --key-template '{a}'
try --match '{a}:{b}' --field b --values float
try --match '{a}:{b}' --field b --on-conflict most
try --match '{a}:{b}' --field b --format csv
rdbmill regroup no-such.rdb --match '{a}:{b}' --field b --stats -; echo "exit $?"
