small_dump > small.rdb
rdbmill keys --now 0 small.rdb; echo "exit $?"
{ magic 10; select_db 0; string 'a,"b' 1; string "$(printf 'tab\there')" 2; end; } > names.rdb
rdbmill memory --now 0 names.rdb | cut -d, -f1-4
rdbmill keys --now 0 --format tsv names.rdb | cut -f1-3
rdbmill keys --now 0 --format ndjson -k user small.rdb
rdbmill keys --format xml small.rdb; echo "exit $?"
