{ magic 10; select_db 0; hash n:x 1 1; end; } > hashes.rdb
echo old > x.rdb
rdbmill ungroup hashes.rdb -q -O -o x.rdb --stats ./x.rdb --match 'n:{d}:{a}' --field d; echo "exit $?"
cat x.rdb; ls
