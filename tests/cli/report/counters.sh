rdbmill gen counters --keys 20000 | rdbmill report --limit 3 -
