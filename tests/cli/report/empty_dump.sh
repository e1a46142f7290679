{ magic 10; end; } | rdbmill report --full -
