#!/bin/bash
# serve: the office page answers this computer's browser and nothing else.
. tests/cli/lib.sh
cd "$WORK" || exit 1
server=
trap '[ -z "$server" ] || kill -9 "$server" 2>/dev/null; rm -rf "$WORK"' EXIT

"$PINGYI" new ws --preset NM --title '<script>alert(1)</script>"评议' >/dev/null || exit 1

# start OPTIONS…: the server's process in $server, its address in $url, $port
start() {
    rm -f said; mkfifo said
    "$PINGYI" -C ws serve --listen 0 --json "$@" >said 2>serve.err &
    server=$!
    head -1 said >first; url=$(json first 'd["url"]'); port=${url##*:}; port=${port%/}
}
# stop SIGNAL: its exit code in $status, how long it took in $took (ms)
stop() {
    local from; from=$(date +%s%N)
    kill "-$1" "$server"; timeout 20 tail --pid="$server" -f /dev/null || kill -9 "$server"; wait "$server"; status=$?; server=
    took=$((($(date +%s%N) - from) / 1000000))
}
# code OPTIONS…: the status curl gets
code() { curl -s -o body -D head -m 10 -w '%{http_code}' --path-as-is "$@" || true; }

exits "no workspace" 1 timeout 20 "$PINGYI" -C nowhere serve
exits "an option it does not have" 2 timeout 20 "$PINGYI" -C ws serve --port 1
for bad in x 70000 -1 127.0.0.1 127.0.0.1:x :80 ''; do
    exits "--listen '$bad'" 2 timeout 20 "$PINGYI" -C ws serve --listen "$bad"
done
for far in 0.0.0.0:0 192.168.1.1:0 '[::]:0' localhost.evil.example:0; do
    exits "--listen $far" 1 timeout 20 "$PINGYI" -C ws serve --listen "$far"
    like "$far is not this computer" "$(cat err)" "only this computer"
done

start
is "the page" "$(code "$url")" 200
like "is HTML" "$(cat head)" "^Content-Type: text/html; charset=utf-8"
cmp -s body "$ROOT/engine/web/pages/index.html" && pass "byte by byte" || fail "byte by byte"
is "its script" "$(code "${url}app.mjs")" 200
like "is one" "$(cat head)" "^Content-Type: text/javascript"
is "its style" "$(code "${url}app.css")" 200
is "the round" "$(code "${url}api/round")" 200
is "has its title, hostile or not, as JSON" "$(json body 'd["title"]')" '<script>alert(1)</script>"评议'
like "that no browser takes for a page" "$(cat head)" "^X-Content-Type-Options: nosniff"
is "HEAD" "$(code -I "$url")" 200

guarded() { # guarded NAME: the last answer's headers
    like "$1: scripts from here alone" "$(cat head)" "^Content-Security-Policy: default-src 'none'; script-src 'self'; .*frame-ancestors 'none'"
    like "$1: no frame" "$(cat head)" "^X-Frame-Options: DENY"
    like "$1: no cache" "$(cat head)" "^Cache-Control: no-store"
    like "$1: no referrer" "$(cat head)" "^Referrer-Policy: no-referrer"
}
code "$url" >/dev/null; guarded "page"
code "${url}none" >/dev/null; guarded "404"
is "no inline script or style" "$(grep -cE '<style|style=| on[a-z]+=|<script[^>]*>[^<]' "$ROOT/engine/web/pages/index.html")" 0
is "nothing from elsewhere" "$(cat "$ROOT"/engine/web/pages/* "$ROOT"/forms/*/pages/* | sed "s|[\"']http://www.w3.org/2000/svg[\"']||" | grep -cE 'https?:|innerHTML|insertAdjacentHTML|document\.write|eval\(')" 0

for path in ../ws/survey.db %2e%2e/%2e%2e/etc/passwd ..%2f..%2fetc/passwd /etc/passwd survey.db \
    %00 app.mjs%00 app.mjs/ APP.MJS ..%5c..%5cboot.ini %ff%fe; do
    is "no page $path" "$(code "$url$path")" 404
done
for method in POST PUT DELETE PATCH OPTIONS TRACE BREW; do
    is "$method is refused" "$(code -X $method "$url")" 405
done
like "and says what works" "$(cat head)" "^Allow: GET, HEAD"
is "a foreign name for this computer" "$(code -H 'Host: evil.example' "${url}api/round")" 421
is "with our port" "$(code -H "Host: evil.example:$port" "$url")" 421
is "one that begins like ours" "$(code -H "Host: localhost.evil.example:$port" "$url")" 421
is "an odd port" "$(code -H 'Host: localhost:x' "$url")" 421
is "localhost" "$(code -H "Host: LocalHost:$port" "$url")" 200
is "a body" "$(code -X GET -d a=b "$url")" 413
head -c 3000000 /dev/zero >big
is "a large one" "$(code -X GET --data-binary @big "${url}api/round")" 413
is "one without its length" "$(code -X GET -H 'Transfer-Encoding: chunked' -d a=b "$url")" 411
is "headers beyond measure" "$(code -H "X-Long: $(head -c 60000 /dev/zero | tr '\0' a)" "$url")" 431
like "an address beyond measure" "$(code "$url$(head -c 60000 /dev/zero | tr '\0' a)")" '^(414|431)$'

# Broken requests, abrupt ends: it still answers afterwards.
py - "$port" <<'P'
import os, random, socket, sys
random.seed(5)
port = int(sys.argv[1])
bad = [b'', b'\0' * 100, b'GET\r\n\r\n', b'GET / HTTP/9.9\r\n\r\n', b'\xff' * 5000, b'GET / HTTP/1.1\r\n: x\r\n\r\n',
       b'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n',
       b'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n',
       b'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef']
bad += [bytes(random.randrange(256) for _ in range(random.randrange(400))) for _ in range(60)]
for b in bad:
    s = socket.create_connection(('127.0.0.1', port), 5)
    s.sendall(b)
    s.close()
P
is "after broken requests it answers" "$(code "$url")" 200
is "one without a Host is refused" "$(printf 'GET / HTTP/1.0\r\n\r\n' | timeout 5 bash -c "exec 3<>/dev/tcp/127.0.0.1/$port; cat >&3; head -c 12 <&3 | cut -c10-")" "421"

exits "the port is taken" 1 timeout 20 "$PINGYI" -C ws serve --listen "$port"
like "by another program, told so" "$(cat err)" "port $port is taken"
exits "a full device" 1 timeout 20 bash -c '"$PINGYI" -C ws serve --listen 0 >/dev/full'
exits "scanning's commands work beside it" 0 "$PINGYI" -C ws issue
stop INT
is "Ctrl-C ends it well" "$status" 0
is "at once" "$((took < 1500))" 1
is "it said nothing wrong" "$(grep -v '^$\|^stopping: ' serve.err)" ""
is "and is gone" "$(code "$url")" 000

start --slowest 1
# Bytes trickle in: each is in time, the whole is not.
slow=$(py - "$port" <<'P'
import socket, sys, time
s = socket.create_connection(('127.0.0.1', int(sys.argv[1])), 5)
began = time.time()
try:
    for c in b'GET / HTTP/1.1\r\nHost: localhost\r\nX: ' + b'a' * 100:
        s.send(bytes([c]))
        time.sleep(0.1)
    print('never ended')
except OSError:
    print('ended' if 0.8 < time.time() - began < 4 else 'ended after %.1f s' % (time.time() - began))
P
)
is "a slow client is cut off" "$slow" ended
# More silent connections than there is room for; then room again.
full=$(py - "$port" <<'P'
import socket, sys, time, urllib.request
port = int(sys.argv[1])
held = [socket.create_connection(('127.0.0.1', port), 5) for _ in range(200)]
for _ in range(50):
    try:
        print(urllib.request.urlopen('http://127.0.0.1:%d/' % port, timeout=2).status)
        break
    except OSError:
        time.sleep(0.1)
else:
    print('locked out')
P
)
is "nor can 200 silent ones lock the clerk out" "$full" 200
is "it is the same process" "$(kill -0 "$server" && echo alive)" alive
stop TERM
is "TERM ends it well" "$status" 0

[ "$(id -u)" = 0 ] || exits "a port that is root's" 1 timeout 20 "$PINGYI" -C ws serve --listen 80
PINGYI_LANG=zh timeout 20 "$PINGYI" -C ws serve --listen 0.0.0.0:80 2>err >out
like "Chinese" "$(cat err)" "只供本机使用"
done_testing
