rdbmill explain --help
