rdbmill info --help
