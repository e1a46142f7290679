[ -w /dev/full ] || { echo "no /dev/full" >&2; exit 77; }
{ magic 10; select_db 0; hash n:x 1 1; end; } > hashes.rdb
rule=(--match 'n:{d}:{a}' --field d)
rdbmill ungroup hashes.rdb -q "${rule[@]}" -o x.rdb --stats /dev/full; echo "exit $?"; ls
rdbmill ungroup hashes.rdb -q "${rule[@]}" -o x.rdb --stats - > /dev/full; echo "exit $?"; ls
rdbmill ungroup hashes.rdb -q "${rule[@]}" --stats s.json > /dev/full; echo "exit $?"; ls
rdbmill ungroup hashes.rdb -q "${rule[@]}" -o x.rdb --stats - | grep -c '"bytes_out"'; ls
