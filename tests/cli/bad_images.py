"""Make the odd image files the scan test needs: bad_images.py FOLDER."""
import os
import struct
import sys
import zlib


def chunk(kind, data):
    crc = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)


def png(width, height, rows, depth=8, colour=0):
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
            + chunk(b"IDAT", rows) + chunk(b"IEND", b""))


def main(folder):
    os.makedirs(folder, exist_ok=True)

    def put(name, data):
        with open(os.path.join(folder, name), "wb") as f:
            f.write(data)

    put("empty.png", b"")
    put("zero.png", png(0, 0, zlib.compress(b"")))
    put("huge.png", png(60000, 60000, zlib.compress(b"\0" * 1000)))
    # 19,000 x 19,000 in a few hundred kB: inside each side's limit, beyond
    # the limit of the area.
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(b"\0" * 19001) for _ in range(19000))
    put("bomb.png", png(19000, 19000, bomb + packer.flush()))
    put("text.png", "这不是图像\n".encode())
    white = zlib.compress(b"".join(b"\0" + b"\xff" * 1240 for _ in range(1754)))
    put("white.png", png(1240, 1754, white))
    whole = png(1240, 1754, white)
    put("truncated.png", whole[: len(whole) * 2 // 3])
    put("header-only.png", whole[:33])
    put("half.tif", b"II*\0\x08\0\0\0\xff\xff")
    put("half.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
    # Foreign paper: dark bars and dots, no marks of ours.
    rows = []
    for y in range(1754):
        line = bytearray(b"\xff" * 1240)
        if (y // 40) % 3 == 0:
            for x in range(120, 1100):
                if (x * 7 + y * 13) % 11 < 4:
                    line[x] = 30
        rows.append(b"\0" + bytes(line))
    put("foreign.png", png(1240, 1754, zlib.compress(b"".join(rows))))


main(sys.argv[1])
