#!/usr/bin/env python3
"""A timestamp authority on the loopback, for tests: openssl ts and openssl
ocsp behind HTTP, and a place where revocation lists are published.

authority.py FOLDER: prints its port, ends when its standard input does.  The
path says how it behaves: tsa, tsa-sha512, or one way of going wrong;
ocsp/NAME answers for the root NAME by the responder of NAME; public/FILE is
read as it is.  FOLDER holds tsa.cnf, certificates and keys (authority.h)."""
import http.server
import os
import subprocess
import sys
import tempfile
import threading
import time

folder = sys.argv[1]
lock = threading.Lock()


def stamp(query, section):
    with lock, tempfile.TemporaryDirectory() as work:
        question, reply = work + "/q", work + "/r"
        with open(question, "wb") as f:
            f.write(query)
        subprocess.run(
            ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-section",
             section, "-queryfile", question, "-out", reply],
            cwd=folder, stderr=subprocess.DEVNULL, check=False)
        with open(reply, "rb") as f:
            return f.read()


def status(query, name):
    """The answer of NAME's responder, whose index is NAME.index."""
    with lock, tempfile.TemporaryDirectory() as work:
        question, reply = work + "/q", work + "/r"
        with open(question, "wb") as f:
            f.write(query)
        subprocess.run(
            ["openssl", "ocsp", "-index", name + ".index", "-CA",
             name + ".pem", "-rsigner", name + "-ocsp.pem", "-rkey",
             name + "-ocsp.key", "-reqin", question, "-respout", reply,
             "-ndays", "7"],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            check=False)
        with open(reply, "rb") as f:
            return f.read()


def other(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]


def imprint_of(query):
    return query.index(b"\x04\x20") + 2


def nonce_of(query):
    return query.index(b"\x02\x08", imprint_of(query) + 32) + 5


MODES = {
    "tsa": lambda q: stamp(q, "tsa_usual"),
    "tsa-brief": lambda q: stamp(q, "tsa_brief"),
    "tsa-sha512": lambda q: stamp(q, "tsa_sha512"),
    "tsa-refuse": lambda q: bytes.fromhex("30053003020102"),
    "tsa-imprint": lambda q: stamp(other(q, imprint_of(q)), "tsa_usual"),
    "tsa-nonce": lambda q: stamp(other(q, nonce_of(q)), "tsa_usual"),
    "tsa-twisted": lambda q: (lambda r: other(r, len(r) - 1))(
        stamp(q, "tsa_usual")),
    "tsa-garbage": lambda q: b"this is no DER at all",
    "tsa-page": lambda q: b"<html>log in first</html>",
    "tsa-big": lambda q: b"\x30\x83\x10\x00\x00" + bytes(0x100000),
}


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, kind, body):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        try:
            with open(folder + "/public/" + os.path.basename(self.path),
                      "rb") as f:
                self.answer("application/pkix-crl", f.read())
        except OSError:
            self.send_error(404)

    def do_POST(self):
        query = self.rfile.read(int(self.headers["Content-Length"]))
        mode = self.path.strip("/")
        if mode == "tsa-slow":
            time.sleep(5)
        if mode.startswith("ocsp/"):
            self.answer("application/ocsp-response", status(query, mode[5:]))
            return
        if mode not in MODES:
            self.send_error(500 if mode == "tsa-error" else 404)
            return
        self.answer("text/html" if mode == "tsa-page" else
                    "application/timestamp-reply", MODES[mode](query))

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, address):
        pass  # a client that has hung up, as it should on some


server = Server(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_port, flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
while sys.stdin.buffer.read(4096):
    pass
os._exit(0)
