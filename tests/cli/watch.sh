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

# ---- a folder that goes away for a while ----
"$PINGYI" -C ws scan --watch in >out.txt 2>log2 &
pid=$!
log=log2
says() { # says "name" TEXT: within 60 s
    for _ in $(seq 300); do
        grep -q "$2" "$log" 2>/dev/null && { pass "$1"; return; }
        sleep 0.2
    done
    fail "$1" "$(tail -5 "$log")" "wanted $2"
}
says "the folder is watched" 'watching in'
mv in away
says "that it is gone is told" 'in cannot be read now; waiting'
sleep 0.3
mv away in
says "and that it is back" 'in is there again'
cp "${files[3]}" in/fourth.png
comes_to "what comes then is read" 4
is "it is told once" "$(grep -c 'cannot be read now' log2)" 1
rm -r in
for _ in $(seq 50); do
    [ "$(grep -c 'cannot be read now' log2)" = 2 ] && break
    sleep 0.2
done
is "gone for good" "$(grep -c 'cannot be read now' log2)" 2
kill -INT $pid
wait $pid
is "is a failure at the end" $? 1
like "that says what to do" "$(cat log2)" 'in was not there at the end'
like "the first Ctrl-C is answered" "$(cat log2)" 'finished first; Ctrl-C once'

# ---- a second Ctrl-C ----
mkdir many
for i in $(seq 16); do cp "${files[0]}" "many/$i.png"; done
"$PINGYI" -C ws scan many --jobs 1 >out.txt 2>log3 &
pid=$!
log=log3
sleep 0.4
kill -INT $pid
says "it says that it stops" 'stopping: what is in hand'
kill -INT $pid 2>/dev/null
wait $pid
status=$?
if [ $status -eq 1 ]; then pass "it had stopped before the second one"; else
    like "the second is answered too" "$(cat log3)" 'stopped at once; what was told'; fi
exits "the same command goes on" 0 "$PINGYI" -C ws scan many --quiet
done_testing
