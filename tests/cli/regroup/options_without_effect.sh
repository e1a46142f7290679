{ magic 10; select_db 0; integer n:1:x 1; integer n:2:x 2; end; } > flat.rdb
rule=(--match 'n:{d}:{a}' --field d)
attempt() { rdbmill "$@" "${rule[@]}" -q; echo "exit $?"; }
attempt regroup flat.rdb -o no.rdb --mode restore
attempt regroup flat.rdb -o no.rdb --mode commands
attempt regroup flat.rdb -o no.rdb --format resp --mode dump
attempt regroup flat.rdb -o no.rdb --limit 5
attempt regroup flat.rdb -o no.rdb --stream
attempt regroup flat.rdb --dry-run --stream
attempt ungroup flat.rdb -o no.rdb --mode restore
attempt ungroup flat.rdb -o no.rdb --stream
ls
# What they are for.
attempt regroup flat.rdb -o a --format resp --mode restore --target redis:7.0
attempt regroup flat.rdb -o b --limit 5 --conflicts list
rdbmill regroup flat.rdb "${rule[@]}" -q --stream | rdbmill check -
ls
