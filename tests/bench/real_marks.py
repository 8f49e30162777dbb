#!/usr/bin/python3
"""Real marks by real hands: `make real-marks REAL_MARKS=DIR`.

DIR holds photographs named sheet-photo-*.jpg of one hand-marked sheet: its
boxes stand in tests/bench/real/layout.json, which of them are marked in
truth.txt (a line a question, 1 = marked).  The photographs are not part of the
project.  The places were measured on one of the two photographs and the
reader's development looked at both, so this guards against going back and is
no blind test.

Prints every box that is not read as it is marked, and the sums; ends with 1
when a box is silently wrong.
"""
import glob
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "real")
STATES = ("empty", "marked", "cancelled", "doubtful")


def form():
    """All boxes are choices of questions where any number may be chosen."""
    lines = ["form: MARKS", "title: 真实笔迹", "object: 无", "intro: 无", "sections:", "  - text: 框", "    items:"]
    questions = {}
    for box in json.load(open(f"{HERE}/layout.json"))["pages"][0]["boxes"]:
        questions.setdefault(box["question"], []).append(box["choice"])
    for code, choices in questions.items():
        lines += [f"      - code: {code}", "        role: person", "        kind: multi", f"        text: {code}",
                  "        choices:"]
        lines += [f"          - {{code: '{c}', text: '{c}'}}" for c in choices]
    return "\n".join(lines) + "\n"


def truth():
    rows = (line.split() for line in open(f"{HERE}/truth.txt"))
    return [[bit == "1" for bit in bits] for _, bits in rows], [line.split()[0] for line in open(f"{HERE}/truth.txt")]


def main():
    program, folder = sys.argv[1:3]
    photos = sorted(glob.glob(os.path.join(folder, "sheet-photo-*.jpg")))
    if not photos:
        sys.exit(f"no sheet-photo-*.jpg in {folder}")
    work = tempfile.mkdtemp()
    try:
        with open(f"{work}/form.yaml", "w") as out:
            out.write(form())
        subprocess.run([program, "new", f"{work}/w", "--layout", f"{HERE}/layout.json", "--form", f"{work}/form.yaml"],
                       check=True, stdout=subprocess.DEVNULL)
        for photo in photos:
            done = subprocess.run([program, "-C", f"{work}/w", "scan", photo, "--json"], stdout=subprocess.DEVNULL)
            if done.returncode not in (0, 3):
                sys.exit(f"{photo}: the scan ended with {done.returncode}")
        sys.exit(1 if compare(sqlite3.connect(f"{work}/w/survey.db"), photos) else 0)
    finally:
        shutil.rmtree(work)


def compare(db, photos):
    marked, names = truth()
    sums = {"right": 0, "silently wrong": 0, "doubtful": 0}
    read = 0
    for page, path, outcome in db.execute("select id, file, outcome from page order by id").fetchall():
        boxes = db.execute("select item, choice, state, reason from box where page=?", (page,)).fetchall()
        read += bool(boxes)
        for item, choice, state, reason in boxes:
            right = (STATES[state] == "marked") == marked[item][choice]
            what = "doubtful" if STATES[state] == "doubtful" else "right" if right else "silently wrong"
            sums[what] += 1
            if what != "right":
                print(f"{os.path.basename(path)} {names[item]}/{choice + 1}: "
                      f"{'marked' if marked[item][choice] else 'not marked'}, read {STATES[state]} {reason}")
    print(f"{read} of {len(photos)} photographs read; of {sum(sums.values())} boxes " +
          ", ".join(f"{n} {what}" for what, n in sums.items()))
    return sums["silently wrong"] > 0 or read < len(photos)


if __name__ == "__main__":
    main()
