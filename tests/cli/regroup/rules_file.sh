{ magic 10; aux ctime 1371427200; select_db 0
  integer click:us:17:mon 3; integer click:us:x17:mon 4; integer view:us:17:mon 5
  integer view:de:17:mon 6; integer other:us:1:mon 7; select_db 3; integer view:us:18:mon 8; end; } > flat.rdb
cat > rules.toml <<'TOML'
version = 1

[[rule]]
name = "clicks"
match = "click:{site}:{article:[0-9]+}:{day}"
field = "article"

[[rule]]
match = "view:{site}:{article}:{day}"
field = "article"
key-template = "v:{day}:{site}"
databases = [0]

[[rule]]
name = "late"
match = "{kind:view|click}:us:{article:\\d{2}}:{day:[^}]+}"
field = "article"
databases = [0]

[[rule]]
name = "never"
match = "no/{such}/{key}"
field = "such"
TOML
rdbmill regroup flat.rdb --rules rules.toml -o out.rdb --manifest m.toml
rdbmill export out.rdb | cut -d, -f1,2,6-
cat m.toml
rdbmill regroup flat.rdb -q --rules m.toml -o again.rdb
cmp out.rdb again.rdb && echo "the manifest is a rules file"
