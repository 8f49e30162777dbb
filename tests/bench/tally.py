#!/usr/bin/python3
"""How long a tally takes, beside DuckDB and beside reading the bytes
(make bench-tally).

1,000,000 answer sheets of 20 questions over 2,000 villages: drawn once from a
seed, put into a workspace row by row and into a table of DuckDB, counted by
both in one run, and the counts compared one by one.  Environment: SHEETS,
VILLAGES, RUNS, SEED; FIGURES=1 writes docs/figures/tally.md.  Exit 1 when a
bar is missed or a count differs.
"""
import filecmp
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time

BUILD = os.environ.get("B", "build/release")
PINGYI = os.path.abspath(f"{BUILD}/bin/pingyi")
TALLY_TIME = os.path.abspath(f"{BUILD}/tests/bench/tally_time")
OUT = os.path.abspath("build/bench/tally")
SHEETS = int(os.environ.get("SHEETS", "1000000"))
VILLAGES = int(os.environ.get("VILLAGES", "2000"))
RUNS = os.environ.get("RUNS", "7")
SEED = int(os.environ.get("SEED", "20261123"))
ITEMS = 20
TOWNS = 100
PER_VILLAGE = SHEETS // VILLAGES


def run(command, **kw):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, **kw).stdout


def draw(path):
    """unit,q0..q19; villages differ, a hundredth of the answers is blank.  The
    same seed draws the same, so what lies there already stays."""
    if os.path.exists(path):
        return
    rng = random.Random(SEED)
    with open(path + ".part", "w", encoding="ascii") as out:
        out.write("unit," + ",".join(f"q{k}" for k in range(ITEMS)) + "\n")
        for village in range(1, VILLAGES + 1):
            good = 0.5 + 0.4 * rng.random()
            weights = (1, 100 * good, 60 * (1 - good), 30 * (1 - good), 10 * (1 - good))
            bag = rng.choices("01234", weights, k=PER_VILLAGE * ITEMS)
            for s in range(PER_VILLAGE):
                out.write(f"{village}," + ",".join(bag[s * ITEMS:(s + 1) * ITEMS]) + "\n")
    os.replace(path + ".part", path)


def make_workspace(place, sheets):
    """The rows that scanning a million open sheets leaves, without the boxes."""
    units = os.path.join(OUT, "units.csv")
    with open(units, "w", encoding="utf-8") as out:
        out.write("code,parent,name,class,households,population\n0,,县,县,,\n")
        towns = {}
        for village in range(1, VILLAGES + 1):
            towns.setdefault((village - 1) * TOWNS // VILLAGES, []).append(village)
        for town, villages in towns.items():
            out.write(f"T{town},0,第{town}镇,乡镇,,\n")
            for village in villages:
                out.write(f"{village},T{town},第{village}村,村,,1000\n")
    run([PINGYI, "new", place, "--form", "tests/bench/tally.yaml", "--units", units])
    db = sqlite3.connect(os.path.join(place, "survey.db"), isolation_level=None)
    for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -200000",
                    "ignore_check_constraints = ON", "temp_store = MEMORY"):
        db.execute(f"PRAGMA {setting}").fetchall()
    db.execute("BEGIN")
    # Nothing is packed yet: what drops packed copies row by row need not run.
    triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' "
                          "AND name LIKE 'packed%'").fetchall()
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")
    db.execute("CREATE TEMP TABLE sheet (id INTEGER PRIMARY KEY, code TEXT, marks TEXT)")
    with open(sheets, encoding="ascii") as rows:
        next(rows)
        db.executemany("INSERT INTO sheet (code, marks) VALUES (?, ?)",
                       ((line.split(",", 1)[0], line.split(",", 1)[1].replace(",", ""))
                        for line in rows))
    db.execute("CREATE TEMP TABLE item (k INTEGER PRIMARY KEY)")
    db.executemany("INSERT INTO item VALUES (?)", [(k,) for k in range(ITEMS)])
    db.execute("INSERT INTO batch (number, unit, revision, copyable, copies, issued, refused, "
               "created) SELECT row_number() OVER (ORDER BY u.id), u.id, 1, 1, ?, ?, 0, '' "
               "FROM unit AS u WHERE u.class = '村'", (2 * PER_VILLAGE, 2 * PER_VILLAGE))
    db.execute("INSERT INTO response (id, unit, revision, batch, side, channel, disposition) "
               "SELECT s.id, u.id, 1, b.number, 0, 'paper', 'complete' FROM sheet AS s "
               "JOIN unit AS u ON u.code = s.code JOIN batch AS b ON b.unit = u.id ORDER BY s.id")
    db.execute("INSERT INTO page (id, identity, file, file_page, kept, wide, high, outcome, "
               "standing, reason, response, bag, judged, batch, serial, side, revision, "
               "copyable, dpi, skew_deg, residual_mm, turned, map_0, map_1, map_2, map_3, "
               "map_4, map_5, map_6, map_7, map_8) SELECT id, "
               "CAST(printf('%032d', id) AS BLOB), '', 0, '', 0, 0, 'read', 'counts', '', id, 0, "
               "0, batch, 0, 1, 1, 1, 300.0, 0.0, 0.0, 0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, "
               "0.0, 1.0 FROM response ORDER BY id")
    db.execute("INSERT INTO answer (page, item, read_state, read_choices, state, choices, "
               "corrected, ink) SELECT page, k, state, choices, state, choices, 0, 0 FROM "
               "(SELECT s.id AS page, i.k AS k, "
               "CASE substr(s.marks, i.k + 1, 1) WHEN '0' THEN 'blank' ELSE 'given' END AS state, "
               "CASE substr(s.marks, i.k + 1, 1) WHEN '0' THEN 0 WHEN '1' THEN 1 WHEN '2' THEN 2 "
               "WHEN '3' THEN 4 ELSE 8 END AS choices "
               "FROM sheet AS s CROSS JOIN item AS i ORDER BY s.id, i.k)")
    for _, sql in triggers:
        db.execute(sql)
    db.execute("COMMIT")
    db.execute("PRAGMA journal_mode = WAL").fetchall()
    db.close()


def install_duckdb():
    place = os.path.join(OUT, "duckdb")
    shutil.copytree("tests/bench/duckdb", place, dirs_exist_ok=True)
    if not os.path.isdir(os.path.join(place, "node_modules")):
        run(["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"],
            cwd=place)
    return place


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        names = [line.split(":", 1)[1].strip() for line in info if line.startswith("model name")]
    return f"{len(names)} cores, {names[0] if names else 'unknown processor'}"


def sorted_counts(path, out):
    with open(path, encoding="ascii") as lines:
        rows = sorted(tuple(map(int, line.split())) for line in lines)
    with open(out, "w", encoding="ascii") as to:
        to.writelines(" ".join(map(str, row)) + "\n" for row in rows)


def change_one(place):
    """A decision in one village: its copy is dropped, the rest stays."""
    db = sqlite3.connect(os.path.join(place, "survey.db"))
    db.execute("UPDATE answer SET decided_state = 'given', decided_choices = 1, state = 'given', "
               "choices = 1 WHERE page = 7 AND item = 3")
    db.commit()
    left = db.execute("SELECT count(*) FROM packed").fetchone()[0]
    db.close()
    return left


def main():
    os.makedirs(OUT, exist_ok=True)
    duck = install_duckdb()
    sheets = os.path.join(OUT, f"sheets-{SHEETS}-{VILLAGES}-{SEED}.csv")
    place = os.path.join(OUT, "w")
    shutil.rmtree(place, ignore_errors=True)
    print(f"drawing {SHEETS:,} sheets …", flush=True)
    draw(sheets)
    print("putting them into a workspace …", flush=True)
    make_workspace(place, sheets)
    print("counting …", flush=True)
    ours = json.loads(run([TALLY_TIME, place, RUNS, os.path.join(OUT, "ours")]))
    theirs = json.loads(run(["node", "count.mjs", sheets, os.path.join(OUT, "t.duckdb"),
                             str(ITEMS), RUNS], cwd=duck))
    sorted_counts(os.path.join(OUT, "ours"), os.path.join(OUT, "ours.sorted"))
    sorted_counts(os.path.join(OUT, "t.duckdb.counts"), os.path.join(OUT, "theirs.sorted"))
    same = filecmp.cmp(os.path.join(OUT, "ours.sorted"), os.path.join(OUT, "theirs.sorted"),
                       shallow=False)
    from_ = time.monotonic()
    run([PINGYI, "-C", place, "tally", "--json"])
    whole = (time.monotonic() - from_) * 1e3
    left = change_one(place)
    after = json.loads(run([TALLY_TIME, place, "1", os.path.join(OUT, "after")]))
    best_way = min(theirs["least"], key=theirs["least"].get)
    best = theirs["least"][best_way]
    mb = ours["peak_kb"] / 1024
    rows = [
        ("our tally: counts, rates, intervals, digest", f"{ours['tally_ms']:.0f} ms",
         "<= DuckDB", ours["tally_ms"] <= best),
        (f"DuckDB {theirs['version']}: the counts alone, its fastest way ({best_way})",
         f"{best:.0f} ms", "", None),
        ("processor time: ours, DuckDB's fastest by that",
         f"{ours['cpu_ms']:.0f} ms, {min(theirs['cpu'].values()):.0f} ms", "", None),
        *((f"  DuckDB, {name}", f"{ms:.0f} ms", "", None)
          for name, ms in theirs["least"].items() if name != best_way),
        (f"reading the {ours['bytes'] / 1e6:.1f} MB that are counted, and adding up the bytes",
         f"{ours['reading_ms']:.0f} ms", "", None),
        ("memory of the tally, at its peak", f"{mb:.0f} MB", "<= 200 MB", 0 < mb <= 200),
        ("  DuckDB under node", f"{theirs['peak_kb'] / 1024:.0f} MB", "", None),
        ("the same counts, one by one", "yes" if same else "NO", "yes", same),
        ("sheets counted", f"{ours['responses']:,} of {SHEETS:,}", "all",
         ours["responses"] == SHEETS),
        ("`pingyi tally --json`, the whole program", f"{whole:.0f} ms", "", None),
        ("the first tally after scanning: packs all units", f"{ours['first_ms'] / 1e3:.1f} s",
         "", None),
        (f"the tally after one decision ({VILLAGES - left} village read row by row)",
         f"{after['first_ms']:.0f} ms", "", None),
    ]
    text = "| figure | measured | bar | met |\n| --- | --- | --- | --- |\n" + "".join(
        f"| {what} | {value} | {bar} | {'' if met is None else 'yes' if met else 'NO'} |\n"
        for what, value, bar, met in rows)
    print(text + f"measured on {machine()}")
    if os.environ.get("FIGURES"):
        with open("docs/figures/tally.md", "w", encoding="utf-8") as out:
            out.write(f"""# Tally

{SHEETS:,} answer sheets of {ITEMS} questions over {VILLAGES:,} villages (seed {SEED}), measured on
{machine()}, load {os.getloadavg()[0]:.1f}, least of {RUNS} runs, both programs in one run on the same data.

{text}
Ours counts from packed units (store.md#packed); DuckDB from a table of its own file with one byte
a column, on all cores, ours on one. `make bench-tally`; the programs are tests/bench/tally.py,
tests/bench/tally_time.c and tests/bench/duckdb/count.mjs.
""")
        print("written to docs/figures/tally.md")
    sys.exit(1 if any(met is False for *_, met in rows) else 0)


if __name__ == "__main__":
    main()
