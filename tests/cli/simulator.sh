#!/bin/bash
# The scanner simulator can be trusted: same seed, same bytes; its truth is
# where the pictures show it; its scoring counts what it should.  On a made-up
# form, so that no other part of the program is needed.
set -u
cd "$(dirname "$0")/../.."
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
        sed 's/^/# /' "$work/said" | tail -20
    fi
}
form=$work/form
/usr/bin/python3 tests/sim/placeholder.py "$form" 12
scan() { # scan OUT options…
    local out=$1
    shift
    "$PYSIM" scan --layout "$form/layout.json" --print "$form/print.json" \
        --base "$form" --out "$work/$out" --page-dpi 200 "$@"
}

scan one --count 4 --seed 7
scan two --count 4 --seed 7 --jobs 2
scan three --count 4 --seed 8
check "the same seed gives the same bytes, in one process or two" \
    diff -r "$work/one" "$work/two"
differ() { ! diff -rq "$work/one" "$work/three"; }
check "another seed gives other pictures" differ
scan part --count 1 --first 2 --seed 7
same_sheet() {
    for f in "$work"/part/scan*; do
        cmp "$f" "$work/one/$(basename "$f")" || return 1
    done
}
check "a sheet does not depend on the sheets before it" same_sheet

every_condition() {
    local c level
    for c in $("$PYSIM" conditions); do
        for level in 1 2 3; do
            scan "all/$c$level" --count 1 --dpi 100 --with "$c=$level" ||
                return 1
        done
    done
}
check "every condition works at every level" every_condition

cat >"$work/look.py" <<'PY'
import json, sys
# The share of ink seen in the scan, found through the truth's own map, must
# follow the share that was drawn: the truth lies where the pictures show it.
good = bad = 0
for path in sys.argv[1:]:
    for line in open(path, encoding="utf-8"):
        for box in json.loads(line).get("boxes", []):
            if box["state"] == "marked" and box["cover"] > 0.05:
                ok = 0.4 < box["seen"] / box["cover"] < 2.5
                good, bad = good + ok, bad + (not ok)
print(good, "seen as drawn,", bad, "not")
sys.exit(bad > 0.02 * good or good < 100)
PY
for turn in 1 2 3; do
    scan "turn$turn" --count 3 --with turned=$turn --with skew=2 \
        --with shift=2 --with stretch=2 --dpi 150 --grey
done
check "marks are seen where the truth puts them, also skewed and turned" \
    /usr/bin/python3 "$work/look.py" "$work"/turn?/truth.jsonl

sed 's/"x": 120/"x": 121.5/' "$form/layout.json" >"$work/wrong.json"
refuses() {
    ! "$PYSIM" scan --layout "$work/wrong.json" --print "$form/print.json" \
        --base "$form" --out "$work/wrong" --count 1 --page-dpi 200
}
check "a layout that does not fit the print is refused" refuses

# ---- scoring ----
scan score --profile rough --count 12 --dpi 100
cat >"$work/read.py" <<'PY'
import json, sys
# A reading made from the truth: perfect, or spoiled in a counted way.
truth, layout, how = sys.argv[1:4]
sides = json.load(open(layout, encoding="utf-8"))["pages"]
spoiled = 0
for line in open(truth, encoding="utf-8"):
    t = json.loads(line)
    inked = {(b["question"], b["choice"]): b for b in t["boxes"]}
    boxes, doubt = [], set()
    for place in sides[t["side"] - 1]["boxes"]:
        b = inked.get((place["question"], place["choice"]))
        state = b["state"] if b else "empty"
        state = {"stray": "empty"}.get(state, state)
        if state == "doubtful":
            doubt.add(place["question"])
        if how == "wrong" and state == "marked" and b["seen"] > 0.02 and spoiled < 5:
            state, spoiled = "empty", spoiled + 1
        if how == "invented" and not b and spoiled < 3:
            state, spoiled = "marked", spoiled + 1
        if how == "sent" and state == "marked" and spoiled < 4:
            state, spoiled = "doubtful", spoiled + 1
            doubt.add(place["question"])
        boxes.append({"question": place["question"], "choice": place["choice"],
                      "state": state})
    answers = [{"question": i["question"], "choices": i["choices"],
                "state": "doubtful" if i["question"] in doubt else i["state"]}
               for i in t["items"]]
    print(json.dumps({"file": t["file"], "page": t["page"], "outcome": "read",
                      "boxes": boxes, "answers": answers}))
PY
score() { # score HOW KEY VALUE: one figure of a reading spoiled that way
    /usr/bin/python3 "$work/read.py" "$work/score/truth.jsonl" \
        "$form/layout.json" "$1" >"$work/read.jsonl" || return 1
    "$PYSIM" score --truth "$work/score/truth.jsonl" --read "$work/read.jsonl" \
        --json >"$work/figures" || return 1
    cat "$work/figures"
    grep -q "\"$2\":$3[,}]" "$work/figures"
}
check "a perfect reading has no silent error" score perfect silent 0
check "a perfect reading has no wrong answer" score perfect answers_wrong 0
check "all boxes are counted" score perfect boxes $((12 * (56 + 30)))
check "marks read as empty are silent errors" score wrong silent 5
check "marks invented in empty boxes are silent errors" score invented silent 3
check "what is sent to a person is no silent error" score sent silent 0
half() {
    head -n 7 "$work/read.jsonl" >"$work/half.jsonl"
    "$PYSIM" score --truth "$work/score/truth.jsonl" --read "$work/half.jsonl" \
        --json | grep '"pages":24,"refused":17,'
}
check "pages the reading leaves out are counted as refused" half
bound() { [ "$("$PYSIM" bound "$1" "$2")" = "$3" ]; }
check "0 errors in 1,000 show at most 1 in 334" bound 0 1000 0.002991250
check "3 errors in 500 show at most 1 in 65" bound 3 500 0.015433735
echo "1..$n"
