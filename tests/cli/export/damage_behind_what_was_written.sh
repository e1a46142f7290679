# A list of which 400 KiB are good: what was written cannot be taken back from a pipe.
item=$(printf 'x%.0s' {1..63})
{ magic 10; select_db 0; printf '\x01\x01l\x80\x00\x00\x20\x00'
  for i in {1..7000}; do printf '\x3f%s' "$item"; done
  printf '\xc3\x05\x0a12345'; head -c 2000000 /dev/zero; end; } > damaged.rdb
rdbmill export damaged.rdb | wc -c | awk '{ print ($1 > 100000) }'; echo "exit ${PIPESTATUS[0]}"
rdbmill resp damaged.rdb | wc -c | awk '{ print ($1 > 100000) }'; echo "exit ${PIPESTATUS[0]}"
rdbmill export damaged.rdb -o out.ndjson; echo "exit $?"
[ -e out.ndjson ] || echo "no out.ndjson"
