rdbmill gen counters --keys 3000 | rdbmill report --width 140 --now 2013-06-17T01:00:00Z -
