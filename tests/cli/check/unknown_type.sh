{ magic 10; select_db 0; printf '\x63'; text a; text b; end; } > unknown.rdb
rdbmill check unknown.rdb
