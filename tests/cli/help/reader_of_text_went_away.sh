{ sleep 0.3; rdbmill help; echo "exit $?" >&2; } | :
