#!/bin/bash
# review: what the machine would not guess is listed, seen and decided; the
# reading stays, the decision counts, and everything is in the log.
. tests/cli/lib.sh
cd "$WORK" || exit 1
samples=$ROOT/samples
"$PINGYI" new ws --preset NM --units "$samples/county/units.csv" \
    --identity "$samples/county/demo.identity" >/dev/null || exit 1
exits "an empty workspace has nothing to review" 0 "$PINGYI" -C ws review list
"$PINGYI" -C ws print --all --copies 9 >/dev/null || exit 1
exits "unclear sheets need a person" 3 "$PINGYI" -C ws scan "$samples"/scans/odd/unclear-*.png --json
opened=$(json out 'd["summary"]["reviews"]')
like "some questions are opened" "$opened" '^[1-9]'

exits "they are listed" 3 "$PINGYI" -C ws review list --json
cp out list.json
is "every one of them" "$(json list.json 'd["open"]')" "$opened"
is "what removes most doubt comes first" \
    "$(json list.json 'all(int(a["gain"] * 200) >= int(b["gain"] * 200) for a, b in zip(d["reviews"], d["reviews"][1:]))')" True
id=$(json list.json 'd["reviews"][0]["id"]')
item=$(json list.json 'd["reviews"][0]["item"]')
sheet=$(json list.json 'd["reviews"][0]["sheet"]')
read_before=$(json list.json 'd["reviews"][0]["read"]')

exits "one can be looked at" 0 "$PINGYI" -C ws review show "$id" --out crop.png
like "with the question" "$(cat out)" "^$item "
like "and what to type" "$(cat out)" "decide: pingyi review set $id CHOICE"
like "and the reason" "$(cat out)" 'why a person is asked: .{8,}'
is "the picture is a PNG" "$(head -c 4 crop.png | od -An -c | tr -d ' ')" '211PNG'
like "of the item's row" "$(py -c 'import struct; b=open("crop.png","rb").read(24); w,h=struct.unpack(">II",b[16:24]); print(w, h, w > 1000 and 80 < h < 700)')" 'True'
exits "its usual place is out/" 0 "$PINGYI" -C ws review show "$id"
is "and there it is" "$(ls ws/out/review-"$id".png)" "ws/out/review-$id.png"

exits "a choice that does not exist is refused" 1 "$PINGYI" -C ws review set "$id" 77 --who Wang
like "and the choices are named" "$(cat err)" '1 '
exits "nobody decides without a name" 2 "$PINGYI" -C ws review set "$id" 1
like "and is told so" "$(cat err)" '--who'
exits "a number that is no review fails" 1 "$PINGYI" -C ws review set 99999 1 --who Wang
exits "a word that is no number is a usage error" 2 "$PINGYI" -C ws review set abc 1 --who Wang
exits "an unknown verb is a usage error" 2 "$PINGYI" -C ws review look

exits "a decision is taken" 3 "$PINGYI" -C ws review set "$id" blank --who Wang --why 'looked at it'
"$PINGYI" -C ws review list --all --json >all.json
row="[r for r in d['reviews'] if r['id'] == $id][0]"
is "the decision stands beside the reading" "$(json all.json "$row['decision']")" blank
is "the reading is as it was" "$(json all.json "$row['read']")" "$read_before"
is "with who" "$(json all.json "$row['who']")" Wang
exits "it may be changed" 3 "$PINGYI" -C ws review set "$id" invalid --who Li
"$PINGYI" -C ws export jsonl --raw --out - >raw.jsonl
like "what was decided is what counts" \
    "$(grep "\"$sheet\"" raw.jsonl)" "\"$item\":null"

# ---- many at once ----
head -1 "$samples/decisions.csv" >some.csv
grep -F "$sheet" "$samples/decisions.csv" >>some.csv
status=0
"$PINGYI" -C ws review set --from some.csv --json >set.json || status=$?
like "with exit 0 or 3" "$status" '^(0|3)$'
is "each line found its question" "$(json set.json 'd["skipped"]')" 0
"$PINGYI" -C ws review set --from some.csv --json >again.json || true
is "applied again it changes nothing" "$(json again.json 'd["decided"]')" 0

printf 'sheet,side,item,answer,who,why\nNOSHEET,1,Q1,1,Wang,\n' >unknown.csv
exits "a line for no question is told" 3 "$PINGYI" -C ws review set --from unknown.csv
like "with its line" "$(cat err)" 'line 2'
printf 'sheet,side,item,answer,who,why\n%s,,%s,nonsense,Wang,\n' "$sheet" "$item" >wrong.csv
exits "a wrong answer stops the file" 1 "$PINGYI" -C ws review set --from wrong.csv
like "naming file and line" "$(cat err)" 'wrong.csv:2'
printf 'a,b\n1,2\n' >header.csv
exits "a wrong head line stops it" 1 "$PINGYI" -C ws review set --from header.csv
exits "a missing file stops it" 1 "$PINGYI" -C ws review set --from nowhere.csv

exits "the log of it all holds" 0 "$PINGYI" -C ws doctor
done_testing
