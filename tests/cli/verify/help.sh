rdbmill verify --help
