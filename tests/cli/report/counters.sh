rdbmill gen counters --keys 3000 | rdbmill report --now 2013-06-17T01:00:00Z -
