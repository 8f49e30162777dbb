#!/bin/bash
# scan --watch: what a scanner writes into its folder is read when it is whole.
. tests/cli/lib.sh
cd "$WORK" || exit 1
"$PINGYI" new ws --preset NM >/dev/null || exit 1
"$PINGYI" -C ws print --unit 1 --copies 3 >/dev/null || exit 1
pdftoppm -r 150 -gray -png ws/out/*.pdf p || exit 1
mapfile -t files < <(ls p-*.png)
exits "a folder that is not there" 1 "$PINGYI" -C ws scan --watch nowhere
like "is told" "$(cat err)" 'nowhere is no folder'
exits "a folder and files" 2 "$PINGYI" -C ws scan --watch . p-1.png
exits "nothing at all" 2 "$PINGYI" -C ws scan

pages() { py -c 'import sqlite3; print(sqlite3.connect("ws/survey.db").execute("select count(*) from page where outcome = ?", ["read"]).fetchone()[0])'; }
broken() { py -c 'import sqlite3; print(sqlite3.connect("ws/survey.db").execute("select count(*) from page where outcome = ?", ["broken"]).fetchone()[0])'; }
comes_to() { # comes_to "name" COUNT: within 60 s
    for _ in $(seq 300); do
        [ "$(pages)" = "$2" ] && { pass "$1"; return; }
        sleep 0.2
    done
    fail "$1" "$(pages) pages, wanted $2" "$(tail -5 log)"
}
mkdir in
cp "${files[0]}" in/
"$PINGYI" -C ws scan --watch in >out.txt 2>log &
pid=$!
comes_to "what lies there is read" 1
head -c 20000 "${files[1]}" >in/slow.png
sleep 0.7
head -c 40000 "${files[1]}" >in/slow.png
sleep 0.7
cp "${files[1]}" in/slow.png
comes_to "what comes slowly is read when it is whole" 2
is "and not before" "$(broken)" 0
: >in/empty.png
cp "${files[2]}" in/third.png
comes_to "an empty file waits, others do not" 3
is "it is not called broken" "$(broken)" 0
kill -INT $pid
wait $pid
is "Ctrl-C ends it well" $? "$(grep -c 'need a person\|missing' out.txt | sed 's/[1-9][0-9]*/3/')"
like "it says what it does" "$(cat log)" 'watching in; Ctrl-C ends'
is "each heap has its summary" "$(grep -c 'pages/s' out.txt)" 3
done_testing
