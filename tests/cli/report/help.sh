rdbmill report --help
