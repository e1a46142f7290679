rdbmill check --help
