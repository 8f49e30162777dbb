#!/bin/bash
# rejudge: a round judged anew from its measures; previewed, applied, undone.
. tests/cli/lib.sh
cd "$WORK" || exit 1
samples=$ROOT/samples
"$PINGYI" new ws --preset NM --units "$samples/county/units.csv" \
    --identity "$samples/county/demo.identity" >/dev/null || exit 1
exits "an empty round has nothing to judge" 0 "$PINGYI" -C ws rejudge --json
is "no page" "$(json out 'd["pages"]')" 0
"$PINGYI" -C ws print --all --copies 9 >/dev/null || exit 1
"$PINGYI" -C ws scan "$samples"/scans/01-chengguan "$samples"/scans/02-liulin \
    "$samples"/scans/odd/unclear-*.png --json >/dev/null
"$PINGYI" -C ws export jsonl --raw --out - >before.jsonl

exits "the round's own parameters" 0 "$PINGYI" -C ws rejudge --json
is "read every answer as before" "$(json out 'd["changes"], d["boxes_changed"]')" "(0, 0)"
is "though there are many" "$(json out 'd["boxes"] > 3000')" True
rm -rf ws/pages.away && mv ws/pages ws/pages.away
exits "without any image" 0 "$PINGYI" -C ws rejudge --set marked_above=0.06 stroke_min=0.6 --list --json
mv ws/pages.away ws/pages
cp out preview.json
changes=$(json preview.json 'd["changes"]')
like "a stricter judge reads some differently" "$changes" '^[1-9]'
is "each is listed" "$(json preview.json 'len(d["list"])')" "$changes"
is "counts by unit add up" "$(json preview.json 'sum(u["changes"] for u in d["by_unit"])')" "$changes"
is "counts by item add up" "$(json preview.json 'sum(u["changes"] for u in d["by_item"])')" "$changes"
is "counts by state add up" "$(json preview.json 'sum(u["changes"] for u in d["by_state"])')" "$changes"
"$PINGYI" -C ws export jsonl --raw --out - >same.jsonl
is "a preview changes nothing" "$(cmp before.jsonl same.jsonl && echo same)" same
exits "as text" 0 "$PINGYI" -C ws rejudge --set marked_above=0.06 stroke_min=0.6 --list
like "it says it is a preview" "$(cat out)" 'nothing was changed'
like "it shows the parameter" "$(cat out)" 'marked_above: 0\.016 → 0\.06'

exits "nobody applies without a name" 2 "$PINGYI" -C ws rejudge --apply
exits "a name alone is no setting" 2 "$PINGYI" -C ws rejudge marked_above=0.06
exits "an unknown parameter is refused" 1 "$PINGYI" -C ws rejudge --set nonsense=1
exits "a misspelt one too" 1 "$PINGYI" -C ws rejudge --set marked_abov=0.06
like "and the nearest is named" "$(cat err)" "'marked_abov'; the nearest is marked_above,"
exits "a number out of range is refused" 1 "$PINGYI" -C ws rejudge --set marked_above=7
like "with its range" "$(cat err)" 'marked_above must be from 0 to 1, not 7'

open_before=$("$PINGYI" -C ws review list --json >r.json; json r.json 'd["open"]')
exits "applied, it asks people" 3 "$PINGYI" -C ws rejudge --set marked_above=0.06 stroke_min=0.6 --apply --who Wang --why trial --json
is "about what the preview said" \
    "$(json out '[d[k] for k in ("changes","by_state","by_unit","by_item","reviews","responses")]')" \
    "$(json preview.json '[d[k] for k in ("changes","by_state","by_unit","by_item","reviews","responses")]')"
opened=$(json out 'd["reviews"]["opened"] - d["reviews"]["withdrawn"]')
"$PINGYI" -C ws review list --json >r.json
is "the questions are there" "$(json r.json 'd["open"]')" $((open_before + opened))
"$PINGYI" -C ws export jsonl --raw --out - >strict.jsonl
is "the answers are others now" "$(cmp -s before.jsonl strict.jsonl || echo others)" others
exits "again, it changes nothing" 0 "$PINGYI" -C ws rejudge --json
is "for these are the round's parameters now" "$(json out 'd["changes"], d["params"]["marked_above"]')" "(0, 0.06)"

# the next pages are read with them
"$PINGYI" -C ws scan "$samples"/scans/03-shiqiao --json >/dev/null
exits "new pages were read with the round's parameters" 0 "$PINGYI" -C ws rejudge --json
is "and read the same" "$(json out 'd["changes"]')" 0

# a decision stays; then back to the usual parameters
id=$(json r.json '[x["id"] for x in d["reviews"] if x["item"]][0]')
item=$(json r.json '[x["item"] for x in d["reviews"] if x["item"]][0]')
sheet=$(json r.json '[x["sheet"] for x in d["reviews"] if x["item"]][0]')
"$PINGYI" -C ws review set "$id" invalid --who Li >/dev/null
# what the stricter judge no longer asked is asked again: 3, or nothing is: 0
"$PINGYI" -C ws rejudge --defaults --apply --who Wang --json >out 2>err
back=$?
asked=$(json out 'd["reviews"]["opened"] > 0')
is "back to the defaults" "$back" "$([ "$asked" = True ] && echo 3 || echo 0)"
"$PINGYI" -C ws export jsonl --raw --out - | grep -v "$sheet" >after.jsonl
serials() { grep -o '"serial":"[^"]*"' "$1" | sort; }
grep -v "$sheet" before.jsonl | serials /dev/stdin >known
is "everything else reads as it did" \
    "$(grep -Ff known after.jsonl | sed 's/"id":[0-9]*,//' | sort | sha256sum)" \
    "$(grep -v "$sheet" before.jsonl | sed 's/"id":[0-9]*,//' | sort | sha256sum)"
"$PINGYI" -C ws review list --all --json >r.json
is "the person's decision stays" "$(json r.json "[x['decision'] for x in d['reviews'] if x['id']==$id]")" "['invalid']"
exits "the log holds" 0 "$PINGYI" -C ws doctor

printf '{"marked_above": 0.06, "stroke_min": 0.6}' >p.json
exits "parameters come from a file too" 0 "$PINGYI" -C ws rejudge --params p.json --json
is "and do the same" "$(json out 'd["params"]["marked_above"], d["changes"] > 0')" "(0.06, True)"
printf '{"marked_above": "x"}' >p.json
exits "a file that makes no sense is refused" 1 "$PINGYI" -C ws rejudge --params p.json
# a round of an older program: no version, and not all the names
judge=$(json preview.json 'd["judge"]["version"]')
is "the judge's version is known" "$(json preview.json 'd["judge"]["round"], d["judge"]["older_pages"]')" "($judge, 0)"
cp -r ws old
sqlite3 old/survey.db "UPDATE params SET json = json_remove(json, '\$.version', '\$.lone_cover', '\$.tail_cover', '\$.chance_faint')"
exits "an older program's round is judged" 0 "$PINGYI" -C old rejudge --json
is "its judge is told apart" "$(json out 'd["judge"]["round"], d["judge"]["older_pages"] == d["pages"] > 0, d["judge"]["oldest"]')" "(0, True, 0)"
is "what it did not name is as it was compiled in" "$(json out '[d["was_params"][k] for k in ("lone_cover","tail_cover","chance_faint")]')" "[0.008, 0.1, 0.56]"
exits "as text" 0 "$PINGYI" -C old rejudge
like "it says who read it" "$(cat out)" 'pages were read by an older judge \(version 0; this program.s is [0-9]+\)'
"$PINGYI" -C old pages >out
like "so do the pages" "$(cat out)" 'were read by an older judge'
"$PINGYI" -C old pages --json >out
is "and their JSON" "$(json out 'd["judge"]["round"], d["judge"]["older_pages"] > 0')" "(0, True)"
pages=$(json out 'd["judge"]["older_pages"]')
"$PINGYI" -C old scan "$samples"/scans/04-baisha --json >/dev/null
"$PINGYI" -C old pages --json >out
is "pages scanned now are this judge's" "$(json out 'd["judge"]["round"], d["judge"]["older_pages"]')" "($judge, $pages)"
exits "applied, all are" 0 "$PINGYI" -C old rejudge --apply --who Wang --json
exits "nothing is left over" 0 "$PINGYI" -C old rejudge --json
is "of the older judge" "$(json out 'd["judge"]["older_pages"], d["changes"]')" "(0, 0)"
sqlite3 old/survey.db "UPDATE params SET json = json_set(json, '\$.version', 9998)"
exits "a newer program's parameters are refused" 1 "$PINGYI" -C old rejudge
like "and it says what to do" "$(cat err)" 'version 9998 of the judge.*--defaults'
exits "no page is scanned with them" 1 "$PINGYI" -C old scan "$samples"/scans/05-qingshan
exits "they can be left behind" 0 "$PINGYI" -C old rejudge --defaults --json

# a round judged anew while pages are being scanned: one judge for all
cp -r ws busy
"$PINGYI" -C busy scan "$samples"/scans/0[3-6]-* --json >scanned.json &
scan=$!
had=$(sqlite3 busy/survey.db 'SELECT count(*) FROM page')
for i in $(seq 400); do
    [ "$(sqlite3 busy/survey.db 'SELECT count(*) FROM page' 2>/dev/null || echo 0)" -gt "$had" ] && break
    sleep 0.01
done
exits "judged anew in the middle of a scan" 3 "$PINGYI" -C busy rejudge --set marked_above=0.07 stroke_min=0.65 --apply --who Wang --json
middle=$(json out 'd["pages"]')
wait $scan
exits "then everything" 0 "$PINGYI" -C busy rejudge --json
is "reads as the new parameters say" "$(json out 'd["changes"], d["boxes_changed"], d["params"]["marked_above"]')" "(0, 0, 0.07)"
# (on a machine that scans faster than it judges, $middle may be all of them)
like "with pages that came after ($middle before)" "$(json out 'd["pages"] - '"$middle")" '^[0-9]'
is "and every page says so" "$(sqlite3 busy/survey.db 'SELECT count(DISTINCT judged) FROM page WHERE response IS NOT NULL')" 1

# the manual's table is the program's
"$PINGYI" rejudge --table >table
sed -n '/^<!-- judge parameters/,/^<!-- end/{/^<!--/d;p}' "$ROOT/docs/reading.md" >documented
is "docs/reading.md lists the parameters (else: make reading-table)" \
    "$(diff table documented | head -5)" ""
exits "as JSON too" 0 "$PINGYI" rejudge --table --json
is "every row with all it needs" \
    "$(json out 'len(d["parameters"]) == '"$(grep -c '^| `' table)"' and all(p["low"] <= p["usual"] <= p["high"] and p["text"] and p["unit"] for p in d["parameters"])')" True
is "and they are the parameters" "$(json out 'sorted(p["name"] for p in d["parameters"]+[{"name":"version"}]) == sorted(json.load(open("preview.json"))["params"])')" True
exits "the table stands alone" 2 "$PINGYI" rejudge --table --list

sqlite3 ws/survey.db "UPDATE survey SET closed = '2026-01-01T00:00:00Z'"
exits "a closed round is left alone" 1 "$PINGYI" -C ws rejudge
like "and it says why" "$(cat err)" closed
done_testing
