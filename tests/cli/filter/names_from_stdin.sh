small_dump > small.rdb
printf 'hits:1\nother\n' | rdbmill filter small.rdb --keys-from - -o hits.rdb; echo "exit $?"
rdbmill keys -q --columns key hits.rdb
printf 'hits:1\0user:1' | rdbmill keys -q small.rdb --not-keys-from - --nul --columns key
# Stdin is read once.
for arguments in '- --keys-from -' 'small.rdb --keys-from - --not-keys-from -' 'small.rdb --keys-from - --keys-from -'; do
  printf 'hits:1\n' | rdbmill filter $arguments -o no.rdb; echo "exit $?"
done
printf 'hits:1\n' | rdbmill report --label a=- --keys-from -; echo "exit $?"
rdbmill check - - < small.rdb; echo "exit $?"
rdbmill report - --label a=- < small.rdb > text; echo "exit $?"
rdbmill filter small.rdb --keys-from nowhere -o no.rdb; echo "exit $?"
ls
