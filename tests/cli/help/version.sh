rdbmill version | sed 's/[0-9][0-9.]*/N/'
rdbmill --version | cmp - <(rdbmill version)
