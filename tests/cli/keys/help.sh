rdbmill keys --help
