rdbmill gen counters --keys 20000 -o flat.rdb
cat > rules.toml <<'TOML'
version = 1
[[rule]]
name = "clicks"
match = "click:{b}:{c}:{d}:{article:[0-9]+}:{e}:{date}:{hour}:{minute}"
field = "article"
[[rule]]
match = "{a}:{b}:{c}:{d}:{article}:{e}:{date}:{hour}:{minute}"
field = "article"
TOML
rdbmill plan --rules rules.toml flat.rdb
rdbmill plan --rules rules.toml --json flat.rdb | python3 -c 'import json, sys; print([p["schema"] for p in json.load(sys.stdin)])'
rdbmill plan --rules rules.toml --match '{a}' flat.rdb; echo "exit $?"
