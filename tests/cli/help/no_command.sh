rdbmill
