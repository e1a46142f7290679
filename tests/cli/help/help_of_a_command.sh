rdbmill help check > one
rdbmill check --help > two
cmp one two
