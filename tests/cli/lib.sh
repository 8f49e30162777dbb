# tests/cli/lib.sh - what the command line tests share.  TAP on stdout.
#   . tests/cli/lib.sh; plan…; done_testing
set -u
export PINGYI="${PINGYI:-$PWD/build/release/bin/pingyi}"
export PINGYI_LANG=en LC_ALL=C.UTF-8
export ROOT=$PWD
WORK=$(mktemp -d "${TMPDIR:-/tmp}/pingyi-test-XXXXXXXXXX")
trap 'rm -rf "$WORK"' EXIT
tests_run=0
tests_bad=0

pass() { tests_run=$((tests_run + 1)); echo "ok $tests_run - $1"; }
fail() {
    tests_run=$((tests_run + 1)); tests_bad=$((tests_bad + 1))
    echo "not ok $tests_run - $1"; shift
    printf '%s\n' "$@" | sed 's/^/# /'
}
# is "name" GOT WANTED
is() { if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "got:    $2" "wanted: $3"; fi; }
# like "name" TEXT REGEX
like() { if printf '%s' "$2" | grep -qE -- "$3"; then pass "$1"; else fail "$1" "text: $2" "regex: $3"; fi; }
# py(thon) that Debian has; only for making odd files and reading JSON
py() { /usr/bin/python3 "$@"; }
# json FILE EXPRESSION: evaluates the expression with the document as d
json() { py -c 'import json,sys; d=json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$1" "$2"; }
# exits "name" WANTED COMMAND…: stdout and stderr go to $WORK/out and $WORK/err
exits() {
    local name=$1 wanted=$2 status=0
    shift 2
    "$@" >"$WORK/out" 2>"$WORK/err" </dev/null || status=$?
    if [ "$status" = "$wanted" ]; then pass "$name"; else
        fail "$name" "exit $status, wanted $wanted" "$(head -c 1500 "$WORK/err")" "$(head -c 500 "$WORK/out")"; fi
}
done_testing() { echo "1..$tests_run"; exit $((tests_bad > 0)); }
