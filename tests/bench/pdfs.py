"""PDF files of scanned pages, as copiers make them, for the figures."""
import os

STAMP = b"BT /F 8 Tf 40 820 Td (2026-11-23 10:42 Nr. 0017) Tj ET\n"


def jpeg_size(data):
    """Width and height of a baseline or progressive JPEG."""
    at = 2
    while data[at + 1] not in (0xC0, 0xC1, 0xC2):
        at += 2 + int.from_bytes(data[at + 2:at + 4], "big")
    return (int.from_bytes(data[at + 7:at + 9], "big"),
            int.from_bytes(data[at + 5:at + 7], "big"))


def write(path, objects):
    """`objects`: bodies of objects 1, 2, …; the first is the catalogue."""
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += (b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
            % (len(objects) + 1, table))
    with open(path, "wb") as file:
        file.write(out)


def stream(entries, data):
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data)


def page_of_jpeg(path, jpeg, dpi, stamped):
    """One page, one picture; `stamped`: with a line of text over it, so that
    the picture alone is not the page and everything has to be drawn."""
    wide, high = jpeg_size(jpeg)
    w, h = wide * 72 / dpi, high * 72 / dpi
    draw = b"q %.3f 0 0 %.3f 0 0 cm /P Do Q\n" % (w, h) + (STAMP if stamped else b"")
    write(path, [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.3f %.3f] /Contents 4 0 R /Resources"
        b" << /XObject << /P 5 0 R >> /Font << /F 6 0 R >> >> >>" % (w, h),
        stream(b"", draw),
        stream(b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8"
               b" /ColorSpace /DeviceGray /Filter /DCTDecode" % (wide, high), jpeg),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"])


def from_jpegs(folder, to, dpi, count, stamped):
    """PDFs in `to` of the first JPEGs of `folder`; drawn anew each time."""
    os.makedirs(to, exist_ok=True)
    for name in sorted(n for n in os.listdir(folder) if n.endswith(".jpg"))[:count]:
        with open(os.path.join(folder, name), "rb") as file:
            page_of_jpeg(os.path.join(to, name[:-4] + ".pdf"), file.read(), dpi, stamped)
    return to
