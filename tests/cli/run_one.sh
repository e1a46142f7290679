#!/usr/bin/env bash
# run_one.sh CASE.sh — runs one case of the command line and compares what came out.
#
# CASE.sh runs with bash in an empty folder of its own; `rdbmill` is the program named by $RDBMILL,
# $SAMPLES the folder of sample dumps, and the functions of dumps.sh make small dumps. Beside it:
#   CASE.stdout  CASE.stderr   what it must print (default: nothing)
#   CASE.exit                  its exit status (default: 0)
# Exit status 77 of the case means "cannot be tried here". With UPDATE=1 the expectations are
# written anew instead of compared: look at the difference before you commit it.
set -u
case_file=$(realpath "$1")
: "${RDBMILL:?names the program to test}"
RDBMILL=$(realpath "$RDBMILL")
here=$(dirname "$(realpath "$0")")
base=${case_file%.sh}

work=$(mktemp -d "${TMPDIR:-/tmp}/rdbmill-cli.XXXXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/cwd"
ln -s "$RDBMILL" "$work/bin/rdbmill"

export PATH="$work/bin:$PATH" LC_ALL=C.UTF-8 TZ=UTC TMPDIR="$work"
export SAMPLES=${SAMPLES:-$(realpath "$here/../../samples")}
unset NO_COLOR TERM
(cd "$work/cwd" && exec bash -u -c '. "$0"; . "$1"' "$here/dumps.sh" "$case_file") \
    >"$work/stdout" 2>"$work/stderr" </dev/null
status=$?
[ "$status" = 77 ] && { echo "SKIPPED: $(cat "$work/stderr")"; exit 77; }

if [ "${UPDATE:-0}" = 1 ]; then
  for stream in stdout stderr; do
    if [ -s "$work/$stream" ]; then cp "$work/$stream" "$base.$stream"; else rm -f "$base.$stream"; fi
  done
  if [ "$status" = 0 ]; then rm -f "$base.exit"; else echo "$status" >"$base.exit"; fi
  exit 0
fi

failed=0
for stream in stdout stderr; do
  expected=$base.$stream
  [ -e "$expected" ] || expected=/dev/null
  if ! diff -u --label "expected $stream" --label "actual $stream" "$expected" "$work/$stream"; then
    failed=1
  fi
done
expected_status=0
[ -e "$base.exit" ] && expected_status=$(cat "$base.exit")
if [ "$status" != "$expected_status" ]; then
  echo "exit status $status, expected $expected_status"
  failed=1
fi
exit $failed
