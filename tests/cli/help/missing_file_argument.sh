rdbmill info
