#!/bin/bash
# The font script: faces made once, whole or not at all, no network the second
# time.
set -u
n=0
bad=0
ok() { # ok "name" STATUS
    n=$((n + 1))
    if [ "$2" -eq 0 ]; then echo "ok $n - $1"; else
        echo "not ok $n - $1"
        bad=1
    fi
}
script=engine/type/prepare_fonts.py
made=$(readlink -f "${B:-build/release}/share/pingyi/fonts")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Nothing to do: no output, and no network (a proxy that answers nothing).
mkdir "$work/all"
for f in "$made"/*; do ln -s "$f" "$work/all/"; done
[ -e "$work/all/fang.ttf" ] || ln -s "$made/song.ttf" "$work/all/fang.ttf"
out=$(http_proxy=http://127.0.0.1:9 /usr/bin/python3 "$script" "$work/all" 2>&1)
ok "a second run does nothing" $?
[ -z "$out" ]
ok "and says nothing" $?

# Killed in the middle: no face, whole or half; then it can be run again.
rm "$work/all/kai.ttf"
setsid /usr/bin/python3 "$script" "$work/all" >"$work/log" 2>&1 &
pid=$!
sleep 3
kill -9 -- "-$pid"
wait "$pid" 2>/dev/null
[ ! -e "$work/all/kai.ttf" ]
ok "a killed run leaves no half face" $?
touch "$work/all/kai.ttf.99.part"
/usr/bin/python3 "$script" "$work/all" >"$work/log" 2>&1
ok "the next run makes what is missing" $?
cmp -s "$work/all/kai.ttf" "$made/kai.ttf"
ok "byte for byte as before" $?
[ -z "$(find "$work/all" -name '*.part*')" ]
ok "and clears away the pieces" $?

# A source that cannot be had is a notice, not a failure.
sed 's|LXGWWenKai-Regular.ttf|Nothing.ttf|' "$script" >"$work/script.py"
rm "$work/all/kai.ttf"
out=$(/usr/bin/python3 "$work/script.py" "$work/all" 2>&1)
ok "a missing source is no failure" $?
case $out in *NOTICE*Nothing.ttf*) true ;; *) false ;; esac
ok "but a notice that names it" $?

# Without the prepared 宋 nothing can be printed, and the run says so.
mkdir "$work/none"
sed 's|NotoSerifCJK-Regular.ttc|Nothing.ttc|' "$script" >"$work/script.py"
for f in title hei kai fang; do ln -s "$made/song.ttf" "$work/none/$f.ttf"; done
! /usr/bin/python3 "$work/script.py" "$work/none" >/dev/null 2>&1
ok "no 宋 is a failure" $?
echo "1..$n"
exit $bad
