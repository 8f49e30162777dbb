#!/usr/bin/python3
"""A made-up two-sided form for the simulator's own tests: sheets.pdf with
layout.json and print.json in the shape pingyi writes them.

    placeholder.py DIR [SHEETS]
"""
import json
import os
import sys

MM = 72 / 25.4
W, H = 210.0, 297.0


def pages():
    """Two sides: rows of four boxes (Q), of three (K) and one choose-two (P)."""
    first, second = [], []
    for row in range(14):
        for col in range(4):
            first.append((f"Q{row + 1}", str(col + 1), 120 + col * 18, 50 + row * 14))
    for row in range(8):
        for col in range(3):
            second.append((f"K{row + 1}", str(col + 1), 130 + col * 20, 50 + row * 12))
    for col in range(6):
        second.append(("P1", f"Q{col + 1}", 30 + col * 25, 170))
    return [first, second]


def content(boxes, side):
    """PDF operators: corner squares, box outlines, some grey text lines."""
    out = ["0.2 0.2 0.2 rg"]
    for x, y in ((14, 14), (196, 14), (14, 283), (196, 283)):
        out.append(rect(x - 2.5, y - 2.5, 5, 5) + " f")
    for i in range(20):
        out.append(rect(25, 40 + i * 11.5, 60 + 7 * (i * 5 % 6), 1.2) + " f")
    out.append(f"0 0 0 RG {0.2 * MM:.4f} w")
    for _, _, x, y in boxes:
        out.append(rect(x + 0.1, y + 0.1, 4.8, 4.8) + " S")
    if side == 1:
        out.append(rect(25, 200, 160, 60) + " S")
    return "\n".join(out).encode()


def rect(x, y, w, h):
    return f"{x * MM:.3f} {(H - y - h) * MM:.3f} {w * MM:.3f} {h * MM:.3f} re"


def write_pdf(path, contents):
    """A minimal PDF of one page per content stream."""
    kids = " ".join(f"{3 + 2 * i} 0 R" for i in range(len(contents)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>",
               f"<</Type/Pages/Kids[{kids}]/Count {len(contents)}>>".encode()]
    for i, stream in enumerate(contents):
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {W * MM:.3f} {H * MM:.3f}]"
                       f"/Contents {4 + 2 * i} 0 R/Resources<<>>>>".encode())
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    with open(path, "wb") as out:
        out.write(b"%PDF-1.4\n")
        offsets = []
        for number, body in enumerate(objects, 1):
            offsets.append(out.tell())
            out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        start = out.tell()
        out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
        for offset in offsets:
            out.write(b"%010d 00000 n \n" % offset)
        out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
                  % (len(objects) + 1, start))


def main():
    folder, sheets = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 6
    os.makedirs(folder, exist_ok=True)
    sides = pages()
    streams = [content(boxes, i) for i, boxes in enumerate(sides)]
    write_pdf(os.path.join(folder, "sheets.pdf"), streams * sheets)
    layout = {"form": "PX", "revision": 1, "pages": [
        {"page": i + 1, "width": W, "height": H, "fiducials": [], "codes": [],
         "boxes": [{"question": q, "choice": c, "x": x, "y": y, "w": 5, "h": 5,
                    "shape": "square"} for q, c, x, y in boxes],
         "areas": [{"question": "O1", "x": 25, "y": 200, "w": 160, "h": 60}] if i else []}
        for i, boxes in enumerate(sides)]}
    with open(os.path.join(folder, "layout.json"), "w", encoding="utf-8") as out:
        json.dump(layout, out)
    printed = [{"file": "sheets.pdf", "page": 2 * n + s + 1, "serial": f"T{n:06d}",
                "side": s + 1, "unit": f"01{n % 6:02d}{n % 4:02d}"}
               for n in range(sheets) for s in range(2)]
    with open(os.path.join(folder, "print.json"), "w", encoding="utf-8") as out:
        json.dump({"pages": printed}, out)


main()
