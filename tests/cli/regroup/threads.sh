# The same bytes for any number of threads; what is no number of them.
{ magic 12; select_db 0; for i in {1..3000}; do integer "s:$((i * 7919 % 3000)):d$((i % 40))" $((i % 100)); done; end; } > flat.rdb
for n in 1 2 3 8; do
  rdbmill regroup flat.rdb -q -j $n --memory-limit 1MiB -O -o out$n.rdb --match '{site}:{article}:{day}' --field article
  echo "$n: exit $?, $(cmp out1.rdb out$n.rdb && echo the same)"
done
for n in 0 65 two; do
  rdbmill regroup flat.rdb -q --threads $n -o out.rdb --match '{site}:{article}:{day}' --field article; echo "exit $?"
done
