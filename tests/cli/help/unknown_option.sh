rdbmill check --require-cheksum dump.rdb
