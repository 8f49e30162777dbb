#!/usr/bin/python3
"""A blank sheet of another maker, as PNG pages: what its printer would give.

draw.py DIR              blank.png and three filled-in ones, 300 dpi
Only Python itself is needed.  The numbers are those of the drawing, not of
class.json, which `pingyi layout fit` proposed and a person completed.
"""
import math
import os
import random
import struct
import sys
import zlib

DPI = 300
PX = DPI / 25.4
W, H = round(210 * PX), round(297 * PX)


class Sheet:
    def __init__(self):
        self.rows = [bytearray(b"\xff" * W) for _ in range(H)]

    def dot(self, x, y, grey):
        if 0 <= x < W and 0 <= y < H and self.rows[y][x] > grey:
            self.rows[y][x] = grey

    def shape(self, x, y, w, h, inside, grey=20):
        """Ink where inside(u, v) mm from the left top corner says so; four
        points a pixel make soft edges."""
        for j in range(int(y * PX) - 1, int((y + h) * PX) + 2):
            for i in range(int(x * PX) - 1, int((x + w) * PX) + 2):
                n = sum(inside((i + a) / PX - x, (j + b) / PX - y)
                        for a in (.25, .75) for b in (.25, .75))
                if n:
                    self.dot(i, j, 250 - n * (250 - grey) // 4)

    def rect(self, x, y, w, h, grey=20):
        self.shape(x, y, w, h, lambda u, v: 0 <= u < w and 0 <= v < h, grey)

    def disc(self, x, y, d):
        self.shape(x, y, d, d, lambda u, v: math.hypot(u - d / 2, v - d / 2) <= d / 2)

    def circle(self, x, y, d, line):
        self.shape(x, y, d, d, lambda u, v: d / 2 - line <= math.hypot(u - d / 2, v - d / 2) <= d / 2)

    def line(self, x0, y0, x1, y1, thick, grey):
        length = math.hypot(x1 - x0, y1 - y0)

        def inside(u, v):
            u, v = u + min(x0, x1) - thick - x0, v + min(y0, y1) - thick - y0
            t = max(0, min(1, (u * (x1 - x0) + v * (y1 - y0)) / length ** 2))
            return math.hypot(u - t * (x1 - x0), v - t * (y1 - y0)) <= thick / 2
        self.shape(min(x0, x1) - thick, min(y0, y1) - thick, abs(x1 - x0) + 2 * thick,
                   abs(y1 - y0) + 2 * thick, inside, grey)

    def save(self, path):
        def chunk(kind, data):
            return (struct.pack(">I", len(data)) + kind + data +
                    struct.pack(">I", zlib.crc32(kind + data)))
        with open(path, "wb") as f:
            f.write(b"\x89PNG\r\n\x1a\n" +
                    chunk(b"IHDR", struct.pack(">IIBBBBB", W, H, 8, 0, 0, 0, 0)) +
                    chunk(b"pHYs", struct.pack(">IIB", round(DPI / .0254), round(DPI / .0254), 1)) +
                    chunk(b"IDAT", zlib.compress(b"".join(b"\0" + bytes(r) for r in self.rows), 6)) +
                    chunk(b"IEND", b""))


LETTERS = {  # strokes in a square of 1
    "A": [(0, 1, .4, 0), (.4, 0, .8, 1), (.2, .65, .6, .65)],
    "B": [(0, 0, 0, 1), (0, 0, .7, .25), (.7, .25, 0, .5), (0, .5, .75, .75), (.75, .75, 0, 1)],
    "C": [(.7, .1, .2, 0), (.2, 0, 0, .5), (0, .5, .2, 1), (.2, 1, .7, .9)],
    "D": [(0, 0, 0, 1), (0, 0, .7, .3), (.7, .3, .7, .7), (.7, .7, 0, 1)],
}
QUESTIONS, STEP_Y, FIRST_Y = 16, 13.0, 60.0


def bubble(question, choice):
    """Left top corner of a bubble of 5 mm."""
    return 118 + 15 * choice, FIRST_Y + STEP_Y * question


def blank():
    s = Sheet()
    for x, y in ((12, 12), (193, 12), (12, 280), (193, 280), (22, 12)):
        s.disc(x, y, 5)
    for q in range(QUESTIONS):
        y = bubble(q, 0)[1]
        rng = random.Random(q)
        for k in range(28):  # a line that looks like words
            s.rect(25 + k * 3 + rng.random(), y + 1 + 2 * rng.random(), .3 + 1.4 * rng.random(), .35, 60)
        for c in range(4):
            x, y = bubble(q, c)
            s.circle(x, y, 5, .3)
            for a, b, d, e in LETTERS["ABCD"[c]]:
                s.line(x + 1.7 + 1.8 * a, y + 1.5 + 2 * b, x + 1.7 + 1.8 * d, y + 1.5 + 2 * e, .2, 20)
    return s


def answers(sheet):
    """What respondent `sheet` (1, 2, 3) chose: 0-3, or None."""
    rng = random.Random(1000 + sheet)
    return [None if rng.random() < .1 else rng.randrange(4) for _ in range(QUESTIONS)]


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    blank().save(os.path.join(folder, "blank.png"))
    os.makedirs(os.path.join(folder, "filled"), exist_ok=True)
    for sheet in (1, 2, 3):
        s = blank()
        rng = random.Random(sheet)
        for q, c in enumerate(answers(sheet)):
            if c is None:
                continue
            x, y = bubble(q, c)
            for k in range(9):  # a pencil going up and down
                u = x + .7 + .45 * k + rng.uniform(-.1, .1)
                d = math.sqrt(max(.3, 2.2 ** 2 - (u - x - 2.5) ** 2))
                s.line(u, y + 2.5 - d, u + .2, y + 2.5 + d, .5, 90 + rng.randrange(40))
        s.save(os.path.join(folder, "filled", "%d.png" % sheet))
    with open(os.path.join(folder, "truth.txt"), "w", encoding="utf-8") as f:
        for sheet in (1, 2, 3):
            f.write(" ".join("-" if c is None else str(c + 1) for c in answers(sheet)) + "\n")


if __name__ == "__main__":
    main()
