{ magic 10; aux ctime 1371427200; select_db 0; hash news a 1; end; } > in.rdb
try() { rdbmill ungroup in.rdb -o out.rdb "$@"; echo "exit $?"; }
try --match '{site}:{article}:{day}' --field article
try --match '{site}:{article}:{day}' --field article --key-template '{day}' --lossy-key
try --match '{site}:{article}:{day}' --field artikle
try --match '{site}:{article}' --field article --format xml
try --match '{site}:{article}' --field article --values some
try -q --match '{site}:{article}:{day}' --field article --allow-none
cmp in.rdb out.rdb || rdbmill info --count --now 2013-06-17 out.rdb | grep counted
