small_dump | rdbmill info --now 1371430800 -
