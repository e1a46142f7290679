for command in info check report filter regroup resp gen; do
  rdbmill $command --help > text || echo "$command: exit $?"
  for word in "Usage: rdbmill $command" "Examples:" "  rdbmill $command"; do
    grep -qF -- "$word" text || echo "$command --help lacks \"$word\""
  done
  awk -v c=$command 'length($0) > 100 {print c " --help: too wide: " $0}' text
done
