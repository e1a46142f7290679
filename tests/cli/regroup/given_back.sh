{ magic 10; aux ctime 1371427200; select_db 0
  expire_ms 1371427300000; integer e:a:1 1; expire_ms 1371427400000; integer e:a:2 2
  integer l:b:1 3; integer l:b:2 4; end; } > flat.rdb
cat > rules.toml <<'TOML'
version = 1

[[rule]]
name = "expiring"
match = "e:{name}:{number}"
field = "number"
group-ttl = "same"

[[rule]]
name = "lasting"
match = "l:{name}:{number}"
field = "number"
group-ttl = "same"
TOML
rdbmill regroup flat.rdb --rules rules.toml -o out.rdb
rdbmill export out.rdb | cut -d, -f1,2,6-
