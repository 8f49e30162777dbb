#!/bin/bash
# From print to answers on simulated office scans: sixty sheets of people's
# marks go through the whole program, and nothing may be silently wrong.  The
# large runs are `make bench` and `make bench-accuracy`; this seed is its own.
set -u
cd "$(dirname "$0")/../.."
PINGYI="${PINGYI:-$PWD/build/release/bin/pingyi}"
PYSIM="$PWD/${B:-build/release}/tests/sim/pysim"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0
check() { # check "what holds" command…
    n=$((n + 1))
    local what=$1
    shift
    if "$@" >"$work/said" 2>&1; then
        echo "ok $n - $what"
    else
        echo "not ok $n - $what"
        sed 's/^/# /' "$work/said" | tail -30
    fi
}
SHEETS=60
ws=$work/ws
made() {
    "$PINGYI" new "$ws" --preset NM --units samples/county/units.csv \
        --identity samples/county/demo.identity &&
        "$PINGYI" -C "$ws" --json print --all --copies 3 >"$work/print.json" &&
        "$PINGYI" -C "$ws" layout --json >"$work/layout.json"
}
check "a workspace prints its sheets" made
simulated() {
    "$PYSIM" scan --layout "$work/layout.json" --print "$work/print.json" \
        --base "$ws" --out "$work/scans" --truth "$work/truth.jsonl" \
        --seed 4242 --count $SHEETS --jobs 2
}
check "the printed boxes stand where the layout says, and are filled in" simulated
read_in() {
    "$PINGYI" -C "$ws" --json --quiet scan --boxes "$work/scans" \
        >"$work/scan.json"
    local status=$?
    [ $status -eq 0 ] || [ $status -eq 3 ] || return 1
    "$PINGYI" -C "$ws" --json review list >"$work/reviews.json" ||
        [ $? -eq 3 ] || return 1
    "$PINGYI" -C "$ws" export jsonl --raw --out - >"$work/answers.jsonl"
}
check "the scans are read" read_in
scored() {
    "$PYSIM" score --truth "$work/truth.jsonl" --scan "$work/scan.json" \
        --reviews "$work/reviews.json" --answers "$work/answers.jsonl" \
        --layout "$work/layout.json" --worst "$work/worst.tsv" "$@"
}
scored --json >"$work/figures.json"
figure() { # figure KEY VALUE
    grep -q "\"$1\":$2[,}]" "$work/figures.json" ||
        { scored; cat "$work/worst.tsv"; return 1; }
}
check "every sheet is accounted for" figure sheets $SHEETS
check "no page is refused" figure refused 0
check "no box decision is silently wrong" figure silent 0
check "no answer is silently wrong" figure answers_wrong 0
few() { # at most 3 of the 60 sheets wait for a person
    local waiting
    waiting=$(sed 's/.*"sheets_review":\([0-9]*\).*/\1/' "$work/figures.json")
    echo "$waiting sheets to review"
    [ "$waiting" -le 3 ] || { scored; cat "$work/worst.tsv"; return 1; }
}
check "few sheets wait for a person" few
again() { # the same folder once more changes nothing
    "$PINGYI" -C "$ws" --quiet scan "$work/scans" >/dev/null
    "$PINGYI" -C "$ws" export jsonl --raw --out - >"$work/again.jsonl" &&
        cmp "$work/answers.jsonl" "$work/again.jsonl"
}
check "scanning the same files again changes no answer" again
echo "1..$n"
