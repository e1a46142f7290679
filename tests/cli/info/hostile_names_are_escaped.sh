{ magic 10
  printf '\xfa\x05a\x1b[2J\x03b\nc'
  function_library $'#!lua name=\x1b]0;x'
  end; } > hostile.rdb
rdbmill info hostile.rdb
rdbmill info --json hostile.rdb | grep -c $'\x1b'
rdbmill info $'no\x1b[2Jfile'
