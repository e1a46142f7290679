rdbmill filter --help
