# What commands say of streams, and RESTORE of every type.
{ magic 10; aux ctime 1371427200; select_db 0; integer news:a:mon 1; end; } > flat.rdb
rdbmill gen mixed --keys 300 --seed 3 -o mixed.rdb -q
rule=(--match '{site}:{article}:{day}' --field article --now 1371427200)
for mode in commands restore; do
  for target in redis:6.2 redis:8.0; do
    rdbmill regroup mixed.rdb -q -O -o out.resp --format resp --mode $mode --target $target \
      --allow-none --skip-unsupported "${rule[@]}" 2> /dev/null
    rdbmill verify mixed.rdb out.resp -q "${rule[@]}" > differences.txt
    echo "$mode $target: exit $?"
  done
done
