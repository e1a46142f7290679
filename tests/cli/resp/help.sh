rdbmill resp --help
