rdbmill regroup --help
