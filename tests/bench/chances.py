#!/usr/bin/python3
"""The shares that omr/judge_chance.c is made of.

    accuracy WORKSPACE LAYOUT PRINT --seed 21 --per 240 --only inspec,office,rough --dump boxes.tsv
    chances.py boxes.tsv

One row for each state, reason and step of cover: boxes, of these marked.
"""
import collections
import sys

STEPS = [0.0, 0.004, 0.010, 0.016, 0.020, 0.030, 0.045, 0.060, 0.100, 0.200]


def main():
    seen = collections.defaultdict(lambda: [0, 0])
    with open(sys.argv[1], encoding="utf-8") as dump:
        for line in dump:
            state, reason, cover, _, marked = line.rstrip("\n").split("\t")
            step = max(s for s in STEPS if float(cover) >= s)
            row = seen[state, reason, step]
            row[0] += 1
            row[1] += int(marked)
    for (state, reason, step), (n, marked) in sorted(seen.items()):
        print(f"{state:10} {reason:10} cover >= {step:.3f}  {n:7} boxes  {marked:7} marked  {marked / n:.4f}")


main()
