{ magic 10; select_db 0; integer n:1:x 1; integer n:2:x 2; end; } > flat.rdb
cat > rules.toml <<'TOML'
version = 1
[[rule]]
match = "n:{d}:{a}"
field = "d"
TOML
rdbmill regroup flat.rdb -q --rules - -o out.rdb --manifest m.toml < rules.toml; echo "exit $?"
rdbmill export -q out.rdb
rdbmill ungroup out.rdb -q --rules - -o back.rdb < rules.toml; echo "exit $?"
rdbmill plan flat.rdb --rules - < rules.toml | head -1
rdbmill verify flat.rdb out.rdb -q --manifest - < m.toml; echo "exit $?"
sed 's/field/filed/' rules.toml | rdbmill regroup flat.rdb --rules - -o no.rdb; echo "exit $?"
rdbmill regroup - --rules - -o no.rdb < rules.toml; echo "exit $?"
rdbmill regroup flat.rdb --rules - --keys-from - -o no.rdb < rules.toml; echo "exit $?"
echo '[ {"name": "a", "host": "one", "port": 7000, "slots": [[0,16383]]} ]' |
  rdbmill regroup flat.rdb -q --rules rules.toml --nodes - -o 'node-{node}.rdb'; echo "exit $?"
ls
