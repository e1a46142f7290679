small_dump > small.rdb
for now in 1371427200 1371427201 1371427202; do
  rdbmill report --now $now small.rdb | grep -E '^  (expired|freed within 1 h)'
done
