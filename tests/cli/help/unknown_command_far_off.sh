rdbmill 'x
y'
