#!/bin/bash
# Numbers filled in digit by digit: read column by column, exported as text
# with their zeros; what is incomplete or breaks its rule goes to a person.
. tests/cli/lib.sh
PYSIM="$ROOT/${B:-build/release}/tests/sim/pysim"
cd "$WORK" || exit 1
cat >form.yaml <<'Y'
form: DJ
title: 登记编码
object: 各村
intro: 请填写。
sections:
  - text: 登记
    items:
      - {code: N1, role: code, text: 村编码, digits: 4}
      - {code: N2, role: code, text: 册号, digits: 3, check: {weights: [1, 1, 1], modulo: 2}}
Y
exits "a form with numbers is sound" 0 "$PINGYI" check form.yaml
sed 's/digits: 4/digits: 11/' form.yaml >long.yaml
exits "eleven digits are refused" 1 "$PINGYI" check long.yaml
like "with the place" "$(cat err)" 'long.yaml:8:[0-9]+: digits is .11.; expected a whole number from 1 to 10'
sed 's/村编码/手机号/' form.yaml >phone.yaml
exits "and so are telephone numbers" 1 "$PINGYI" check phone.yaml

"$PINGYI" new ws --form form.yaml --identity "$ROOT/samples/county/demo.identity" >/dev/null || exit 1
"$PINGYI" -C ws --json print --unit 1 --copies 24 >print.json
"$PINGYI" -C ws layout --json >layout.json
is "ten boxes a digit" "$(json layout.json 'sum(len(p["boxes"]) for p in d["pages"])')" 70
is "all in boxes of their own" \
    "$(json layout.json 'min(max(abs(a["x"] - b["x"]), abs(a["y"] - b["y"])) for p in d["pages"] for a in p["boxes"] for b in p["boxes"] if a is not b) >= 9')" True
exits "sheets are filled in and scanned" 0 "$PYSIM" scan --layout layout.json --print print.json \
    --out scans --seed 31415 --truth truth.jsonl --dpi 200
exits "some need a person" 3 "$PINGYI" -C ws --json scan scans
"$PINGYI" -C ws --json review list >list.json || true
"$PINGYI" -C ws export jsonl --raw --out - >answers.jsonl
cat >compare.py <<'PY'
import collections, json
meant = collections.defaultdict(dict)
for line in open("truth.jsonl"):
    d = json.loads(line)
    for i in d.get("items", []):
        meant[d["serial"]][i["question"]] = i["choices"][0] if i["state"] == "given" else ""
wrong = given = broken = gaps = 0
for line in open("answers.jsonl"):
    d = json.loads(line)
    m = meant[d["serial"]]
    for code, digits in (("N1", 4), ("N2", 3)):
        text = "".join(m["%s_%d" % (code, k + 1)] for k in range(digits))
        whole = len(text) == digits
        kept = whole and (code == "N1" or sum(map(int, text)) % 2 == 0)
        gaps += not whole
        broken += whole and not kept
        got, flag = d["answers"][code], d["flags"].get(code)
        given += got is not None
        if got is not None:
            wrong += got != text or not kept
        elif whole and not kept:
            wrong += flag != "doubtful"
print(wrong, given > 20, broken > 3)
PY
is "every number that is given is the one that was meant" "$(py compare.py)" "0 True True"
like "zeros in front are kept" "$(grep -o '"N1":"0[0-9]*"' answers.jsonl | head -1)" '^"N1":"0[0-9]{3}"$'
"$PINGYI" -C ws export csv --out - >answers.csv
is "the table has one column a number" "$(head -1 answers.csv | grep -o 'N[12][^,]*' | tr '\n' ' ')" "N1 村编码 N2 册号 "
is "the tally counts whole numbers" \
    "$("$PINGYI" -C ws --json tally >t.json; json t.json '[sum(n[k] for k in ("given", "blank", "invalid", "wrong", "doubtful")) == d["unit"]["valid"] > 20 for n in d["numbers"]]')" "[True, True]"
is "and lists them with their zeros" "$(json t.json '{len(v["value"]) for v in d["numbers"][0]["values"]}')" "{4}"

# ---- a person settles a number at once ----
check=$(json list.json '[(r["id"], r["sheet"]) for r in d["reviews"] if r["reason"] == "check"][0][0]')
sheet=$(json list.json '[(r["id"], r["sheet"]) for r in d["reviews"] if r["reason"] == "check"][0][1]')
exits "one can be looked at" 0 "$PINGYI" -C ws review show "$check" --out crop.png
like "with the written digits above" "$(py -c 'import struct; w,h=struct.unpack(">II",open("crop.png","rb").read(24)[16:]); print(h > 800)')" True
exits "the whole number decides all its columns" 3 "$PINGYI" -C ws --json review set "$check" 020 --who Wang
is "three of them" "$(json out 'd["decided"]')" 3
"$PINGYI" -C ws export jsonl --raw --out - >answers.jsonl
like "and is what counts" "$(grep "\"$sheet\"" answers.jsonl)" '"N2":"020"'
exits "a decision against the rule is kept" 3 "$PINGYI" -C ws review set "$check" 021 --who Wang
"$PINGYI" -C ws export jsonl --raw --out - >answers.jsonl
like "but counted by nobody" "$(grep "\"$sheet\"" answers.jsonl)" '"N2":null.*"N2":"wrong"'
exits "the log of it all holds" 0 "$PINGYI" -C ws doctor
done_testing
