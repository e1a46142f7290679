rdbmill info .
