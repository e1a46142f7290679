# An output that is closed later would replace the other; it is refused before anything is read.
{ magic 10; select_db 0; integer n:1:x 1; integer n:2:x 2; end; } > flat.rdb
echo old > x.rdb
mkdir folder; ln -s folder link; ln -s x.rdb other; ln x.rdb hard
attempt() {
  echo "$*" >&2
  rdbmill regroup flat.rdb -q --match 'n:{d}:{a}' --field a "$@"; echo "$*: exit $?"
}
attempt -O -o x.rdb --manifest x.rdb
attempt -O -o x.rdb --stats ./x.rdb
attempt -O -o x.rdb --conflicts folder/.././x.rdb
attempt -O -o x.rdb --stats other
attempt -O -o hard --stats x.rdb
attempt -O -o x.rdb --skip-unsupported --target redis:7.0 --unsupported folder/../x.rdb
attempt -o new.rdb --manifest new.rdb
attempt -o folder/new.rdb --stats link/new.rdb
attempt -o new.rdb --stats side --manifest ./side
attempt --dry-run --stats side --conflicts side
attempt -O --stats x.rdb >> x.rdb
attempt -O -o x.rdb --stats - >> x.rdb
cat > nodes.json <<'JSON'
[ {"name": "a", "host": "one", "port": 7000, "slots": [[0,5460]]},
  {"name": "b", "host": "two", "port": 7001, "slots": [[5461,16383]]} ]
JSON
attempt --nodes nodes.json -o '{node}.rdb' --stats two-7001.rdb
ln x.rdb one-7000.rdb; ln -s x.rdb two-7001.rdb
attempt --nodes nodes.json -O -o '{node}.rdb'
echo "not read" | rdbmill regroup - -q -O -o x.rdb --match 'n:{d}:{a}' --field a --stats x.rdb; echo "unread: exit $?"
cat x.rdb; ls -A . folder
# What takes several writers.
attempt -o /dev/null --stats /dev/null --manifest /dev/null
attempt -o - --stats /dev/stdout | grep -c '"bytes_out"'
