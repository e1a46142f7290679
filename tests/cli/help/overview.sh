rdbmill help
