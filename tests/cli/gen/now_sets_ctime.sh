rdbmill gen counters --keys 1 --now 2026-11-23T06:16:28Z | rdbmill info --json - | grep created
