rdbmill growth --help
