rdbmill gen --help
