rdbmill plan --help
