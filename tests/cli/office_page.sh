#!/bin/bash
# serve: the office page in a real browser (tests/web/office.mjs).
. tests/cli/lib.sh
cd "$WORK" || exit 1
server=
trap '[ -z "$server" ] || kill -9 "$server" 2>/dev/null; rm -rf "$WORK"' EXIT
SCANS=$ROOT/samples/scans
BUILT=$ROOT/${B:-build/release}
secret=一句好记的短话就行

"$ROOT/tests/web/install" "$BUILT/web" >install.log 2>&1 ||
    fail "the packages of tests/web could not be installed (make deps-test; npm)" "$(tail -5 install.log)"
"$PINGYI" new ws --preset NM --units "$ROOT/samples/county/units.csv" --identity "$ROOT/samples/county/demo.identity" >/dev/null || exit 1
"$PINGYI" -C ws --quiet print --all --copies 9 >/dev/null
find "$SCANS" -name '*.tif' | LC_ALL=C sort >all
"$PINGYI" -C ws --quiet scan $(tail -n +2 all) >/dev/null 2>&1
# A judge that asks about every pale mark: there is something to settle.
"$PINGYI" -C ws rejudge --set pale_below=0.7 --set second=0 --apply --who test >/dev/null
PASS=$secret "$PINGYI" key trial key --name 试用 --pass-env PASS >/dev/null
mkfifo said
PINGYI_LANG=zh "$PINGYI" -C ws serve --listen 0 --json --sign key/key.p12 --trust key/ca.pem >said 2>serve.err &
server=$!
head -1 said >first
exits "in Chromium" 0 timeout 120 node "$BUILT/web/office.mjs" "$(json first 'd["first"]')" $(head -1 all)
sed '/^1\.\./d; s/^ok [0-9]* - /# /; s/^not ok/# not ok/' out
is "the server said nothing wrong" "$(cat serve.err)" ""
kill -TERM "$server"; wait "$server"; status=$?; server=
is "and ends well" "$status" 0
exits "the log's chain is whole" 0 "$PINGYI" -C ws doctor
done_testing
