#!/usr/bin/env python3
"""odd_pngs.py FOLDER: a checkerboard of red and clear fields, 8 by 8, as a
palette of 8 and of 1 bit with transparency, and in 16 bit."""
import struct
import sys
import zlib


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + \
        struct.pack(">I", zlib.crc32(kind + data))


def png(name, depth, colour, rows, extra=b""):
    with open(sys.argv[1] + "/" + name, "wb") as f:
        f.write(b"\x89PNG\r\n\x1a\n" +
                chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, depth, colour,
                                           0, 0, 0)) + extra +
                chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def red(x, y):
    return (x + y) % 2


PALETTE = chunk(b"PLTE", bytes([255, 255, 255, 220, 0, 0])) + \
    chunk(b"tRNS", bytes([0]))
SIDE = range(8)
png("p8.png", 8, 3, b"".join(b"\0" + bytes(red(x, y) for x in SIDE)
                             for y in SIDE), PALETTE)
png("p1.png", 1, 3, b"".join(b"\0" + bytes([0x55 if y % 2 == 0 else 0xAA])
                             for y in SIDE), PALETTE)
png("rgba16.png", 16, 6, b"".join(
    b"\0" + b"".join(bytes([220, 220, 0, 0, 0, 0, 255, 255]) if red(x, y)
                     else bytes([255] * 6 + [0, 0]) for x in SIDE)
    for y in SIDE))
