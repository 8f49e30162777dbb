#!/bin/bash
# new, form, issue: a workspace is made whole or not at all.
. tests/cli/lib.sh
cd "$WORK" || exit 1
UNITS=$ROOT/samples/county/units.csv

exits "a workspace from a preset" 0 "$PINGYI" new ws --preset NM \
    --units "$UNITS" --title '试点县评议' --period '2026年上半年' --issuer '试点县办公室'
like "it says what to do next" "$(cat out)" "pingyi -C ws print"
is "nothing else is left beside it" "$(ls -A | tr '\n' ' ')" "err out ws "
is "its folders" "$(ls -A ws | tr '\n' ' ')" "out pages survey.db "
is "only the owner reads the database" "$(stat -c %a ws/survey.db)" 600
is "the title is kept" "$(sqlite3 ws/survey.db 'SELECT title FROM survey')" '试点县评议'

exits "twice is refused" 1 "$PINGYI" new ws --preset NM
like "and says what to do" "$(cat err)" "ws exists and is not empty.*pingyi form"
exits "under --json too" 1 "$PINGYI" new ws --preset NM --json
is "as a document" "$(json out 'd["error"]["code"]')" exists

exits "a round without a list of units" 0 "$PINGYI" new one --preset XP --json
is "has one" "$(json out 'd["units"]')" 1
is "and XP is anonymous" "$(json out 'd["anonymous"]')" True
mkdir empty
exits "an empty folder is filled" 0 "$PINGYI" new empty --preset LD --units "$UNITS"
(cd empty && "$PINGYI" doctor >../out 2>&1)
is "and is sound" $? 0
mkdir here
exits "the folder one stands in" 0 bash -c 'cd here && "$PINGYI" new . --preset NM'

exits "no questionnaire" 2 "$PINGYI" new x
exits "two questionnaires" 2 "$PINGYI" new x --preset NM --form y.yaml
exits "no folder" 2 "$PINGYI" new --preset NM
exits "an unknown preset" 1 "$PINGYI" new x --preset QQ
like "lists what there is" "$(cat err)" "LD, MC, NM, PJ, XP"
exits "a title of 300 bytes" 2 "$PINGYI" new x --preset NM --title "$(printf 'x%.0s' {1..300})"
exits "a title that is not UTF-8" 2 "$PINGYI" new x --preset NM --title $'\xff\xfe'
exits "a title of two lines" 2 "$PINGYI" new x --preset NM --title $'a\nb'
printf 'code,parent,name,class,households,population\n1,,a,b,,\n1,1,c,b,,\n' >double.csv
exits "units with a duplicate" 1 "$PINGYI" new x --preset NM --units double.csv
like "named with its line" "$(cat err)" "double.csv:3:1"
exits "units that are no file" 1 "$PINGYI" new x --preset NM --units nowhere.csv
printf 'form: X\n\ttab: 1\n' >tab.yaml
exits "a questionnaire with a tab" 1 "$PINGYI" new x --form tab.yaml
like "named with its line" "$(cat err)" "tab.yaml:2:1"
printf 'id: 0\nkey: 00\n' >bad.identity
exits "an identity that is none" 1 "$PINGYI" new x --preset NM --identity bad.identity
touch file
exits "a path through a file" 1 "$PINGYI" new file/x --preset NM
is "failures leave nothing behind" "$(ls -d x* 2>/dev/null)" ""

# ---- full disk, no rights ----
exits "a full disk" 1 bash -c 'trap "" XFSZ; ulimit -f 40; "$PINGYI" new full --preset NM'
like "is told as that" "$(cat err)" "full"
is "and leaves nothing" "$(ls -d full* 2>/dev/null)" ""
# (only where that user can see the program at all: not under /root)
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null &&
    setpriv --reuid 65534 --regid 65534 --clear-groups test -r "$ROOT/Makefile"; then
    mkdir locked && chmod 755 "$WORK"
    exits "a folder one may not write to" 1 \
        setpriv --reuid 65534 --regid 65534 --clear-groups "$PINGYI" new locked/x --preset NM
    like "is named" "$(cat err)" "locked"
fi

# ---- form ----
sed 's/监督电话：12356/监督电话：12357/' "$ROOT/samples/presets/NM.yaml" >changed.yaml
exits "the same questionnaire changes nothing" 0 "$PINGYI" -C ws form "$ROOT/samples/presets/NM.yaml" --json
is "revision 1" "$(json out 'd["revision"], d["new"]')" "(1, False)"
exits "before printing a change replaces it" 0 "$PINGYI" -C ws form changed.yaml --json
is "still revision 1" "$(json out 'd["revision"]')" 1
sqlite3 ws/survey.db 'UPDATE form SET printed = 1'
exits "after printing it is a new one" 0 "$PINGYI" -C ws form "$ROOT/samples/presets/NM.yaml" --json
is "revision 2" "$(json out 'd["revision"], d["new"]')" "(2, True)"
exits "another form is refused" 1 "$PINGYI" -C ws form "$ROOT/samples/presets/LD.yaml"
like "and says why" "$(cat err)" "form NM.*form LD"
exits "no workspace" 1 "$PINGYI" -C nowhere form changed.yaml

# ---- issue ----
exits "nothing printed, nothing to list" 0 "$PINGYI" -C ws issue
sqlite3 ws/survey.db "INSERT INTO batch VALUES (1, 2, 1, 0, 100, 100, 0, '2026-01-01T00:00:00Z'),
    (2, 3, 1, 1, 50, 50, 0, '2026-01-01T00:00:00Z'), (3, 3, 1, 1, 50, 50, 0, '2026-01-01T00:00:00Z')"
exits "what was handed out is recorded" 0 "$PINGYI" -C ws issue --unit 0101 --issued 96 --refused 3 --json
is "and told" "$(json out 'd["batches"][0]["issued"], d["batches"][0]["refused"]')" "(96, 3)"
exits "a unit with two print runs needs the number" 2 "$PINGYI" -C ws issue --unit 0102 --issued 10
exits "which works" 0 "$PINGYI" -C ws issue --batch 3 --issued 70
exits "the list" 0 "$PINGYI" -C ws issue --json
is "has all three" "$(json out '[b["issued"] for b in d["batches"]]')" "[96, 50, 70]"
exits "more handed out than printed" 1 "$PINGYI" -C ws issue --batch 1 --issued 101
exits "more refused than handed out" 1 "$PINGYI" -C ws issue --batch 1 --issued 5 --refused 6
exits "an unknown unit" 1 "$PINGYI" -C ws issue --unit 9999 --issued 5
exits "an unknown print run" 1 "$PINGYI" -C ws issue --batch 9 --issued 5
exits "a number that is none" 2 "$PINGYI" -C ws issue --batch 1 --issued many
exits "recording without a number" 2 "$PINGYI" -C ws issue --batch 1
exits "the log of it all holds" 0 "$PINGYI" -C ws doctor
PINGYI_LANG=zh "$PINGYI" -C ws issue >out
like "in Chinese as well" "$(cat out)" "第 1 批.*发放 96"
# ---- files as offices save them ----
printf 'code,parent,name,class,households,population\n00,,清河县,县,,\n01,00,东乡,乡镇,,\n' >utf.csv
iconv -t GB18030 utf.csv >gb.csv
iconv -t UTF-16 utf.csv >utf16.csv
for f in gb utf16; do
    exits "units in $f" 0 "$PINGYI" new "ws-$f" --preset NM --units $f.csv
    "$PINGYI" -C "ws-$f" print --unit 01 --copies 1 >out
    like "are what they were" "$(cat out)" 'unit 01 东乡'
done
head -c 90 utf.csv | tail -c +1 >cut.csv && printf '\xe4' >>cut.csv
exits "damaged UTF-8 is not taken for GB18030" 1 "$PINGYI" new ws-cut --preset NM --units cut.csv
for s in ';' '\t'; do
    tr ',' "$s" <utf.csv >other.csv
    exits "columns separated by '$s'" 1 "$PINGYI" new ws-sep --preset NM --units other.csv
    like "are told" "$(cat err)" 'not separated by commas'
done
exits "a folder with a blank" 0 "$PINGYI" new "a b" --preset NM --units utf.csv
like "is quoted in what comes next" "$(cat out)" 'Next: pingyi -C "a b" print --unit CODE'
exits "a round of one unit" 0 "$PINGYI" new alone --preset NM
like "names it" "$(cat out)" 'print --unit 1 --copies N'
printf '姓名,职务\n甲,乡长\n' | iconv -t GB18030 >names.csv
exits "a list that does not fit" 1 "$PINGYI" new pj --preset PJ --rows names.csv
like "is named" "$(cat err)" 'names.csv: the first line does not fit the questionnaire: .*人口'
exits "one that does" 0 "$PINGYI" new mc --preset MC --rows names.csv
printf 'PK\003\004and so on' >book.csv
exits "a workbook for a list" 1 "$PINGYI" new wb --preset MC --rows book.csv
is "is told as such, without more" "$(grep -c '^pingyi: book.csv is a workbook' err)" 1
exits "a word too many" 2 "$PINGYI" new a b --preset NM
like "tells of quotation marks" "$(cat err)" "quotation marks"
done_testing
