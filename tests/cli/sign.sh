#!/bin/bash
# `pingyi key trial` and `pingyi verify` from the command line: exit codes,
# messages in both languages, where trust comes from, where a passphrase may
# come from and where it must not show.  TAP.
set -u
PINGYI=${PINGYI:-$PWD/build/release/bin/pingyi}
ROOT=$PWD
MAKE_SIGNED=$PWD/${B:-build/release}/tests/reports/test_sign
export PINGYI_LANG=en
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
n=0

ok() { # ok STATUS "name" ["what to show when it fails"]
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $n - $2"
    else
        echo "not ok $n - $2"
        printf '%s\n' "${3-}" | sed 's/^/# /'
    fi
}

# run EXPECTED-EXIT "name" WORD... -- COMMAND...: every WORD must be printed
run() {
    local expected=$1 name=$2 words=() out code bad=0
    shift 2
    while [ "$1" != -- ]; do
        words+=("$1")
        shift
    done
    shift
    out=$("$@" 2>&1 </dev/null)
    code=$?
    [ "$code" -eq "$expected" ] || bad=1
    for word in "${words[@]}"; do
        case $out in *"$word"*) ;; *) bad=1 ;; esac
    done
    ok $bad "$name" "exit $code (not $expected?): $out"
}

# ---- keys ----
export PASS='口令 7'
run 0 "a trial key is made" "key.p12" "ca.pem" "trial only" -- \
    "$PINGYI" key trial k --name 永宁县教育局 --pass-env PASS
[ "$(stat -c %a k/key.p12)" = 600 ]
ok $? "only its owner can read the key"
run 1 "a key is never overwritten" "exists already" -- \
    "$PINGYI" key trial k --name x --pass-env PASS
run 2 "a name is needed" "usage" -- "$PINGYI" key trial k2 --pass-env PASS
run 2 "a passphrase is no argument" "unknown option" -- \
    "$PINGYI" key trial k2 --name x --pass secret
run 2 "an unset variable is named" "NOT_SET" -- \
    "$PINGYI" key trial k2 --name x --pass-env NOT_SET
run 2 "without a terminal it says what to use" "--pass-env" -- \
    setsid "$PINGYI" key trial k2 --name x
run 1 "an empty passphrase is refused" "empty" -- \
    "$PINGYI" key trial k2 --name x --pass-fd 0
[ ! -e k2 ]
ok $? "what failed leaves nothing behind"
printf 'from fd\n' | "$PINGYI" key trial k3 --name x --pass-fd 0 >/dev/null &&
    openssl pkcs12 -in k3/key.p12 -passin 'pass:from fd' -nokeys -out /dev/null 2>/dev/null
ok $? "a passphrase from a descriptor opens the key"

# The prompt: typed twice, corrected once, never shown.
cat >type.py <<'EOF'
import os, pty, sys, time, select
def talk(lines):
    pid, fd = pty.fork()
    if pid == 0:
        os.execv(sys.argv[1], [sys.argv[1], "key", "trial", sys.argv[2], "--name", "x"])
    shown = b""
    for line in lines:
        while not shown.rstrip().endswith(b":"):
            shown += os.read(fd, 4096)
        shown += b"|"
        time.sleep(0.1)
        os.write(fd, line)
        time.sleep(0.1)
    try:
        while True:
            shown += os.read(fd, 4096)
    except OSError:
        pass
    return os.WEXITSTATUS(os.waitpid(pid, 0)[1]), shown.decode()
code, shown = talk([eval(a) for a in sys.argv[3:]])
print(code, shown)
EOF
shown=$(python3 type.py "$PINGYI" k4 "b'hunter3\x7f2\r'" "b'hunter2\r'")
case $shown in 0*hunter*) false ;; 0*) true ;; *) false ;; esac
ok $? "the prompt takes a correction and shows nothing" "$shown"
openssl pkcs12 -in k4/key.p12 -passin pass:hunter2 -nokeys -out /dev/null 2>/dev/null
ok $? "what was typed opens the key"
shown=$(python3 type.py "$PINGYI" k5 "b'one\r'" "b'two\r'")
case $shown in 1*"not the same"*) true ;; *) false ;; esac
ok $? "two different entries are refused" "$shown"
shown=$(python3 type.py "$PINGYI" k5 "b'one\x03'")
case $shown in 1*interrupted*) true ;; *) false ;; esac
ok $? "Ctrl-C at the prompt is heard" "$shown"

# ---- verifying ----
export SIGN_TEST_PASS=$PASS
"$MAKE_SIGNED" --make good.pdf k/key.p12 && "$MAKE_SIGNED" --make plain.pdf
ok $? "a document is made and signed"
run 0 "a good file is good" "永宁县教育局（试用 TRIAL ONLY）" \
    "signature is good" -- "$PINGYI" verify good.pdf --trust k/ca.pem
run 1 "without a root nobody is trusted" "not trusted" "--trust" -- \
    "$PINGYI" verify good.pdf
run 1 "another root does not help" "not trusted" "no root" -- \
    "$PINGYI" verify good.pdf --trust k3/ca.pem
PINGYI_TRUST=k run 0 "PINGYI_TRUST may be a folder" "signature is good" -- \
    "$PINGYI" verify good.pdf
PINGYI_TRUST=k3 run 0 "--trust comes before PINGYI_TRUST" "is good" -- \
    "$PINGYI" verify good.pdf --trust=k/ca.pem
cp k/ca.pem trust.pem
run 1 "a root that lies beside the report does not vouch for it" \
    "not trusted" -- "$PINGYI" verify good.pdf
rm trust.pem
run 1 "a missing trust list is an error" "does not exist" -- \
    "$PINGYI" verify good.pdf --trust nothing.pem
run 1 "a trust list without certificates is an error" "no certificate" -- \
    "$PINGYI" verify good.pdf --trust good.pdf
run 1 "an unsigned file" "no signature" -- "$PINGYI" verify plain.pdf

sed 's|/MediaBox \[ 0 0 59|/MediaBox [ 0 0 58|' good.pdf >changed.pdf
cmp -s good.pdf changed.pdf
ok $((! $?)) "the changed copy differs"
run 1 "a changed byte" "changed after it was signed" -- \
    "$PINGYI" verify changed.pdf
{ cat good.pdf; echo; } >longer.pdf
run 1 "an added byte" "was added" "1 bytes" -- "$PINGYI" verify longer.pdf
head -c -5 good.pdf >shorter.pdf
run 1 "missing bytes" "5 bytes are missing" -- "$PINGYI" verify shorter.pdf
python3 - <<'EOF'
b = open("good.pdf", "rb").read()
i = b.index(b"/Contents <") + 11
i += 2 * (int(b[i+4:i+8], 16) + 4) - 20  # in the signature value
c = b"0" if b[i:i+1] != b"0" else b"1"
open("cms.pdf", "wb").write(b[:i] + c + b[i+1:])
EOF
run 1 "a changed signature" "does not hold" -- "$PINGYI" verify cms.pdf
# ---- a workspace and its reports ----
run 0 "a workspace" -- "$PINGYI" new ws --preset NM \
    --units "$ROOT/samples/county/units.csv"
run 0 "a signed report" -- "$PINGYI" -C ws report bulletin \
    --sign k/key.p12 --pass-env PASS
! grep -rqaF "$PASS" ws k &&
    sqlite3 ws/survey.db 'SELECT action FROM audit' | grep -q '^report$'
ok $? "the report is in the log, its passphrase in no file"
out=$("$PINGYI" -C ws report bulletin --sign k/key.p12 --pass="$PASS" 2>&1)
[ $? -eq 2 ] && ! printf '%s' "$out" | grep -qF "$PASS"
ok $? "a passphrase is no argument here either, and is not repeated" "$out"
run 1 "inside the workspace nobody is trusted unasked" "not trusted" -- \
    "$PINGYI" -C ws verify ws/out/bulletin.pdf
cp k/ca.pem ws/trust.pem
run 0 "trust.pem of the workspace is used, the figures are compared" \
    "signature is good" "ws/trust.pem" "figures are those of this" \
    "in the register" -- "$PINGYI" -C ws verify ws/out/bulletin.pdf
run 0 "outside it there is nothing to compare" "signature is good" -- \
    "$PINGYI" verify ws/out/bulletin.pdf --trust k/ca.pem
run 0 "another workspace" -- "$PINGYI" new ws2 --preset LD \
    --units "$ROOT/samples/county/units.csv"
run 1 "another workspace's report is told" "never made" "report NM" -- \
    "$PINGYI" -C ws2 verify ws/out/bulletin.pdf --trust k/ca.pem
"$PINGYI" -C ws2 verify ws/out/bulletin.pdf --trust k/ca.pem --json |
    python3 -c '
import json, sys
d = json.load(sys.stdin)
assert d["good"] is True and d["figures"]["equal"] is False, d
assert d["figures"]["differences"] > 0 and d["figures"]["shown"], d'
ok $? "--json tells the differences"

echo "no PDF" >text.pdf
: >empty.pdf
truncate -s 300M sparse.pdf
run 1 "a text file" "not a PDF" -- "$PINGYI" verify text.pdf
run 1 "an empty file" "is empty" -- "$PINGYI" verify empty.pdf
run 1 "a folder" "is a folder" -- "$PINGYI" verify k
run 1 "a missing file" "does not exist" -- "$PINGYI" verify nothing.pdf
run 1 "a file of 300 MB" "at most" -- "$PINGYI" verify sparse.pdf
run 2 "no file at all" "usage" -- "$PINGYI" verify
run 1 "a folder that is no workspace" "no workspace" -- \
    "$PINGYI" -C k verify "$work/good.pdf" --trust "$work/k/ca.pem"
PINGYI_LANG=zh run 0 "in Chinese" "签名有效" "签名人：永宁县教育局" -- \
    "$PINGYI" verify good.pdf --trust k
PINGYI_LANG=zh run 1 "a changed byte in Chinese" "签名之后被改动过" -- \
    "$PINGYI" verify changed.pdf
"$PINGYI" verify good.pdf --trust k >/dev/full 2>/dev/null
[ $? -eq 1 ]
ok $? "a result that cannot be written is a failure"

"$PINGYI" verify changed.pdf --json >out.json
[ $? -eq 1 ] && python3 - <<'EOF'
import json
d = json.load(open("out.json"))
assert d["good"] is False and d["status"] == "changed", d
assert d["file"] == "changed.pdf" and d["figures"] is None, d
assert d["signer"].startswith("永宁县教育局"), d
assert "T" in d["time"] and d["message"], d
EOF
ok $? "--json says the same"
"$PINGYI" verify nothing.pdf --json | python3 -c '
import json, sys
assert json.load(sys.stdin)["error"]["code"] == "notfound"'
ok $? "--json of a failure is JSON"
# a libc that speaks another locale changes nothing
run 0 "another locale and time zone" "signature is good" -- \
    env LC_ALL=zh_CN.UTF-8 TZ=Asia/Kathmandu "$PINGYI" verify good.pdf \
    --trust k
ls -A | grep -q '\.part-'
ok $((! $?)) "no temporary files are left"
echo "1..$n"
