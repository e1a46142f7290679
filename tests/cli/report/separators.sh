{ magic 10; select_db 0; string a/b:c 1; string a/b.c 1; string a::b::c 1; string plain 1; end; } > keys.rdb
rdbmill report --prefixes --sep / --sep :: --sep : --depth 3 keys.rdb | sed -n '/^Prefixes/,/^$/p'
rdbmill report --prefixes --depth 0 keys.rdb | grep Prefixes || echo "depth 0: no prefixes"
