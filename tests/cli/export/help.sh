rdbmill export --help
