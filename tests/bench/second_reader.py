#!/usr/bin/python3
"""Grows the second reader's trees (omr/second.h): `make second-reader`.

    second_reader.py all OUT.inc         draw the pages of SOURCES, learn, write
    second_reader.py OUT.inc LOOKS…      learn, write the trees
    second_reader.py --try LOOKS…        learn from all but the last, say how
                                         the last is read; nothing is written

LOOKS are files of `judge_again --looks`.  The trees are gradient boosted with
log loss by scikit-learn (Debian: python3-sklearn); the same files give the
same trees.  Environment: TREES (160), LEAVES (31), RATE (0.1), PART (1; a
hundredth of the sheets tries the way through in minutes), KEEP (any: the
dumps stay).  A run that was interrupted goes on with the next of SOURCES.
"""
import glob
import hashlib
import os
import re
import sys

import accuracy
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

TREES = int(os.environ.get("TREES", "160"))
LEAVES = int(os.environ.get("LEAVES", "31"))
RATE = float(os.environ.get("RATE", "0.1"))
PART = float(os.environ.get("PART", "1"))
KEEP = os.environ.get("KEEP", "") != ""
# What the trees are grown on: name, form, seed, conditions, sheets of each.
# No seed from 77001 on: those only report.
SOURCES = [("A503", "nm", 503, "inspec", 3600), ("D503", "dense", 503, "inspec", 1200),
           ("A601", "nm", 601, "inspec", 5000), ("D601", "dense", 601, "inspec", 1800),
           ("A701", "nm", 701, "inspec", 9000), ("D701", "dense", 701, "inspec", 3000),
           ("A811", "nm", 811, "inspec", 6000), ("D811", "dense", 811, "inspec", 1800),
           ("O811", "nm", 811, "every", 12),
           ("A911", "nm", 911, "inspec", 6000)]
HEAD = 6  # page, question, chosen, unclear, judged as chosen, asked
LEAF = "L("


def features():
    text = open("omr/second.h", encoding="utf-8").read()
    return re.findall(r"F\((\w+)\)", text[text.index("#define SECOND_FEATURES"):text.index("enum second_feature")])[0:]


NAMES = [n for n in features() if n != "F"]


def load(path):
    rows = np.fromfile(path, dtype=np.float32).reshape(-1, HEAD + len(NAMES))
    return rows[rows[:, 2] >= 0]


def learn(rows):
    trees = HistGradientBoostingClassifier(
        max_iter=TREES, learning_rate=RATE, max_leaf_nodes=LEAVES, min_samples_leaf=20,
        l2_regularization=1.0, early_stopping=False, random_state=0)
    trees.fit(rows[:, HEAD:], rows[:, 2])
    return trees


# ---- writing ----

def below(value):
    """The float that splits floats like this double."""
    f = np.float32(value)
    return f if float(f) <= value else np.nextafter(f, np.float32(-np.inf))


def flatten(nodes, at, out):
    """Preorder: the left branch follows, the right is so many nodes on."""
    node = nodes[at]
    mine = len(out)
    if node["is_leaf"]:
        out.append(f"L({np.float32(node['value']):.7g}f)")
        return
    out.append(None)
    flatten(nodes, node["left"], out)
    skip = len(out) - mine
    flatten(nodes, node["right"], out)
    out[mine] = f"{{{below(node['num_threshold']):.9g}f, {node['feature_idx']}, {skip}}}"


def write(path, model, count, sources):
    trees = []
    for (predictor,) in model._predictors:
        out = []
        flatten(predictor.nodes, 0, out)
        trees.append(out)
    size = max(len(t) for t in trees)
    lines = ["/* omr/second_trees.inc - made by `make second-reader`; do not edit.",
             f" * {len(trees)} trees from {count:,} boxes: {', '.join(sources)}.", " */",
             f"#define SECOND_TREES_FEATURES {len(NAMES)}", f"#define SECOND_TREES_COUNT {len(trees)}",
             f"#define SECOND_TREES_SIZE {size}",
             f"#define SECOND_TREES_BASE {float(np.ravel(model._baseline_prediction)[0]):.17g}"]
    for tree in trees:
        line = ""
        for node in tree + ["L(0)"] * (size - len(tree)):
            if len(line) + len(node) > 96:
                lines.append(line)
                line = ""
            line += node.replace("(0.f)", "(0)") + ","
        lines.append(line)
    text = "\n".join(lines) + "\n"
    text = re.sub(r"(?<=[{(])(-?\d+)f", r"\1.f", text)  # 3f is no number in C
    with open(path + ".new", "w", encoding="utf-8") as f:
        f.write(text)
    os.replace(path + ".new", path)


# ---- trying ----

def question_most(values, index, count):
    most = np.zeros(count)
    np.maximum.at(most, index, values)
    return most


def say(model, rows):
    p = model.predict_proba(rows[:, HEAD:])[:, 1]
    question = (rows[:, 0] * 1000 + rows[:, 1]).astype(np.int64)
    _, index = np.unique(question, return_inverse=True)
    n = index.max() + 1
    asked = question_most(rows[:, 5], index, n) > 0
    meant, said = rows[:, 2] > 0.5, rows[:, 4] > 0.5
    print(f"rules alone: {asked.sum()} questions asked, {(~asked[index] & (meant != said)).sum()} boxes silently wrong")
    for differs in (0.2, 0.05, 0.02):
        for sure in (0.0, 0.0005, 0.001, 0.002, 0.003, 0.005):
            more = ~asked & (question_most(np.where(said, 1 - p, p), index, n) > differs)
            settled = asked & (question_most(np.minimum(p, 1 - p), index, n) < sure)
            ask = (asked | more) & ~settled
            wrong = ~ask[index] & (meant != np.where(settled[index], p > 0.5, said))
            where = [(int(rows[i, 0]), int(rows[i, 1]), int(meant[i]), round(float(p[i]), 5)) for i in np.where(wrong)[0][:6]]
            print(f"differs {differs} sure {sure}: {ask.sum()} asked (+{more.sum()} -{settled.sum()}), "
                  f"{wrong.sum()} silently wrong {where}", flush=True)


# ---- drawing ----

def drawn(looks):
    """By which program and which part of it these looks were drawn."""
    try:
        with open(looks + ".made", encoding="ascii") as f:
            return f.read()
    except FileNotFoundError:
        return ""


def draw_all():
    """The looks of SOURCES, drawn anew; an hour and more."""
    forms = {"nm": accuracy.workspace("nm", ("--preset", "NM")),
             "dense": accuracy.workspace("dense", ("--form", "tests/bench/dense.yaml"),
                                         ("--unit", "0101", "--copies", "24"))}
    words = accuracy.call([f"{accuracy.BUILD}/tests/sim/pysim", "conditions"]).decode().split()
    every = ",".join(["office", "rough", "outspec", *words])
    with open(accuracy.ACCURACY, "rb") as f:
        made_by = f"{hashlib.sha256(f.read()).hexdigest()} {PART}"
    paths = []
    for i, (name, form, seed, only, sheets) in enumerate(SOURCES):
        print(f"{i + 1} of {len(SOURCES)}: {name}", flush=True)
        dump, looks = f"{accuracy.OUT}/{name}.dump", f"{accuracy.OUT}/{name}.looks"
        paths.append(looks)
        if drawn(looks) == made_by:
            continue  # an earlier run was interrupted after this one
        accuracy.call([accuracy.ACCURACY, *forms[form], "--seed", str(seed), "--only", every if only == "every" else only,
                       "--per", str(max(1, round(PART * sheets))), "--jobs", accuracy.JOBS, "--dump", dump])
        dumps = sorted(glob.glob(dump + ".*"))
        accuracy.call([f"{accuracy.BUILD}/tests/bench/judge_again", forms[form][0], "--set", "second=0",
                       "--looks", looks, *dumps])
        with open(looks + ".made", "w", encoding="ascii") as f:
            f.write(made_by)
        for d in dumps if not KEEP else ():
            os.remove(d)
    return paths


def main():
    if sys.argv[1] == "all":
        sys.argv[1:] = [sys.argv[2], *draw_all()]
    if sys.argv[1] == "--try":
        rows = np.vstack([load(p) for p in sys.argv[2:-1]])
        say(learn(rows), load(sys.argv[-1]))
        return
    sources = [os.path.splitext(os.path.basename(p))[0] for p in sys.argv[2:]]
    rows = np.vstack([load(p) for p in sys.argv[2:]])
    model = learn(rows)
    write(sys.argv[1], model, len(rows), sources)
    print(f"{sys.argv[1]}: {TREES} trees from {len(rows):,} boxes")


main()
