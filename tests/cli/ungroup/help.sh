rdbmill ungroup --help
