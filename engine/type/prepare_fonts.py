#!/usr/bin/python3
"""Prepare the typefaces that pingyi prints with.

    prepare_fonts.py OUTDIR

libharu 2.3.0 embeds only TrueType outlines, damages composite glyphs, knows
no code point above U+FFFF and no OpenType feature.  So each face is rebuilt
once from a Debian package: GBK and the symbols of official papers, cubic
outlines turned into quadratic ones, composites taken apart, no hinting, no
glyph names, glyphs in the order of their code points (which keeps cmap,
CIDToGIDMap and hmtx small: they go whole into every PDF).

Two private-use blocks are added; engine/type/pdf_font.c knows both:
    U+E000...   half-width copies of the full-width punctuation in HALF
    U+E100...   in `rare.ttf`: hanzi above U+FFFF, listed in `rare.map`

Faces are written whole (temporary, fsync, rename) and skipped when present,
so the script can be killed and run again, and needs no network the second
time.  A face that cannot be had now is reported and tried again later.
"""
import fcntl
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time

NOTO = "/usr/share/fonts/opentype/noto/"
LXGW = "/usr/share/fonts/truetype/lxgw-wenkai/"
FANDOL = "texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf"

# name, file, index in the collection, code points, seconds it takes (the
# longest go first, so that two workers end together)
FACES = (
    ("song", NOTO + "NotoSerifCJK-Regular.ttc", 2, "text", 60),
    ("title", NOTO + "NotoSerifCJK-Bold.ttc", 2, "text", 60),
    ("hei", NOTO + "NotoSansCJK-Bold.ttc", 2, "text", 40),
    ("rare", NOTO + "NotoSerifCJK-Regular.ttc", 2, "rare", 30),
    ("fang", None, -1, "text", 20),
    ("kai", LXGW + "LXGWWenKai-Regular.ttf", -1, "text", 10),
)

# Kept in step with HALF in engine/type/pdf_font.c.
HALF = "、，。；：？！）》〉」』】〕〗”’（《〈「『【〔〖“‘"
HALF_FIRST = 0xE000
OPENERS = "（《〈「『【〔〖“‘"
RARE_FIRST, RARE_LAST = 0xE100, 0xF8FF

# What official papers use beyond GBK: dashes, spaces, marks, fractions,
# superscripts, circled numbers, units.
EXTRA = ("\u00a0\u2002\u2003\u2013\u2014\u2e3a\u2022\u20ac\u00a5\u00a9\u00ae"
         "\u2122\u00b2\u00b3\u00b9\u00bc\u00bd\u00be\u2070\u2074\u2075\u2076"
         "\u2077\u2078\u2079\u2080\u2081\u2082\u2083\u2084\u2153\u2154\u2030"
         "\u25b3\u25bd\u25b6\u25c0\u25c7\u25a1\u2713\u2714\u2717\u2718\u3007"
         "\u2212\u2264\u2265\u2260\u2248\u00d7\u00f7\u00b1\u33a1\u33a2\u33a5"
         "\u301c\u3030\u30fb\uff65\u2192\u2190\u2191\u2193\u21d2\u2605\u2606")
MAX_ERROR = 1.0  # of 1000 units: 0.006 mm in 16 pt type, below the toner


def text_code_points():
    wanted = set(range(0x20, 0x7F)) | set(range(0xA1, 0x100))
    for lead in range(0x81, 0xFF):
        for trail in list(range(0x40, 0x7F)) + list(range(0x80, 0xFF)):
            try:
                wanted.add(ord(bytes((lead, trail)).decode("gbk")))
            except (UnicodeDecodeError, TypeError):
                pass
    wanted |= {ord(c) for c in EXTRA}
    for first, last in ((0x2460, 0x249B), (0x3251, 0x325F), (0x2160, 0x217B),
                        (0x3220, 0x3229), (0x3280, 0x3289), (0x2500, 0x257F)):
        wanted |= set(range(first, last + 1))
    return {c for c in wanted if not 0xE000 <= c <= 0xF8FF}


def rare_code_points(cmap):
    """Extension A as it is; planes 2 and 3 moved into the private area."""
    text = text_code_points()
    bmp = {c: c for c in cmap if 0x3400 <= c <= 0x9FFF and c not in text}
    high = sorted(c for c in cmap if 0x20000 <= c <= 0x3FFFF)
    high = high[:RARE_LAST - RARE_FIRST + 1]
    moved = {RARE_FIRST + i: c for i, c in enumerate(high)}
    return bmp, moved


class Source:
    """One face to draw from, outlines coming out quadratic and simple."""

    def __init__(self, path, index):
        from fontTools.ttLib import TTFont
        self.font = TTFont(path, fontNumber=index, lazy=True)
        self.cmap = self.font.getBestCmap()
        self.glyphs = self.font.getGlyphSet()
        self.cubic = "CFF " in self.font
        self.upm = self.font["head"].unitsPerEm

    def draw(self, glyph_name, shift=(0, 0)):
        from fontTools.pens.cu2quPen import Cu2QuPen
        from fontTools.pens.recordingPen import DecomposingRecordingPen
        from fontTools.pens.transformPen import TransformPen
        from fontTools.pens.ttGlyphPen import TTGlyphPen
        out = TTGlyphPen(None)
        pen = out
        if self.cubic:
            pen = Cu2QuPen(out, MAX_ERROR * self.upm / 1000,
                           reverse_direction=True)
        if shift != (0, 0):
            pen = TransformPen(pen, (1, 0, 0, 1) + shift)
        record = DecomposingRecordingPen(self.glyphs)
        self.glyphs[glyph_name].draw(record)
        record.replay(pen)
        return out.glyph()

    def bar(self, left, right, middle, thick):
        """A dash of our own, clockwise as TrueType wants it."""
        from fontTools.pens.ttGlyphPen import TTGlyphPen
        low, high = round(middle - thick / 2), round(middle + thick / 2)
        pen = TTGlyphPen(None)
        pen.moveTo((left, low))
        pen.lineTo((left, high))
        pen.lineTo((right, high))
        pen.lineTo((right, low))
        pen.closePath()
        return pen.glyph()

    def bounds(self, glyph_name):
        from fontTools.pens.boundsPen import BoundsPen
        pen = BoundsPen(self.glyphs)
        self.glyphs[glyph_name].draw(pen)
        return pen.bounds or (0, 0, 0, 0)

    def advance(self, glyph_name):
        return self.font["hmtx"][glyph_name][0]


def choose(source, kind):
    """{code point: (advance, function drawing the glyph)}, and what stands
    in the private area for high hanzi."""
    chosen, moved = {}, {}

    def take(code, c, shift=(0, 0), advance=None):
        name = source.cmap[c]
        chosen[code] = (source.advance(name) if advance is None else advance,
                        lambda: source.draw(name, shift))

    if kind == "rare":
        bmp, moved = rare_code_points(source.cmap)
        for code, c in list(bmp.items()) + list(moved.items()):
            take(code, c)
        return chosen, moved
    for c in text_code_points():
        if c in source.cmap:
            take(c, c)
    add_marks(source, chosen, take)
    return chosen, moved


MIDDLE = 0.38  # of the em above the baseline: the middle of a hanzi


def add_marks(source, chosen, take):
    """Punctuation as GB/T 15834 5.1 places it, whatever the face does by
    default: —— two em and — one em, in the middle of the line; · half an em;
    “ ” full width; ？ ！ on the left; and all of HALF in half an em."""
    upm = source.upm
    dash = source.bounds(source.cmap[0x2014])
    thick = dash[3] - dash[1]
    for c, em in ((0x2014, 1), (0x2E3A, 2)):
        side = upm // 20 if em == 2 else 0
        chosen[c] = (em * upm, lambda em=em, side=side: source.bar(
            side, em * upm - side, MIDDLE * upm, thick))
    left, low, right, high = source.bounds(source.cmap[0xB7])
    take(0xB7, 0xB7, (round(upm / 4 - (left + right) / 2),
                      round(MIDDLE * upm - (low + high) / 2)), upm // 2)
    for i, mark in enumerate(HALF):
        c = ord(mark)
        if c not in source.cmap:
            continue
        name = source.cmap[c]
        advance, opens = source.advance(name), mark in OPENERS
        shift = half_shift(source, name, opens, advance)
        take(HALF_FIRST + i, c, (shift, 0), upm // 2)
        if advance != upm or mark in "？！":
            take(c, c, (shift + (upm // 2 if opens else 0), 0), upm)


def half_shift(source, glyph_name, opens, advance):
    """By how much a mark must move to fit half an em.  Most full-width ones
    have their ink in one half; one that is centred (仿宋's ？) is centred
    again; narrow ones (霞鹜's quotes) keep to their side.  font.c does the same
    for faces that have no half-width copies."""
    upm = source.upm
    left, _, right, _ = source.bounds(glyph_name)
    if advance < upm:
        return upm // 2 - advance if opens else 0
    if not opens and right <= upm * 0.52:
        return 0
    if opens and left >= upm * 0.48:
        return -(upm // 2)
    return round(upm / 4 - (left + right) / 2)


def glyph_order(chosen, upm):
    """By code point; narrow ones first, so that hmtx can share the advance of
    all the full-width ones."""
    return sorted(chosen, key=lambda c: (chosen[c][0] == upm, c))


def build(source, name, kind):
    from fontTools.fontBuilder import FontBuilder
    chosen, moved = choose(source, kind)
    order = glyph_order(chosen, source.upm)
    names = [".notdef"] + ["u%04X" % c for c in order]
    glyphs = {".notdef": source.draw(".notdef")}
    metrics = {".notdef": (source.upm, 0)}
    for c, glyph_name in zip(order, names[1:]):
        advance, draw = chosen[c]
        glyphs[glyph_name] = draw()
        metrics[glyph_name] = (advance, 0)
    fb = FontBuilder(source.upm, isTTF=True)
    fb.setupGlyphOrder(names)
    fb.setupCharacterMap(dict(zip(order, names[1:])))
    fb.setupGlyf(glyphs)
    table = fb.font["glyf"]
    # FreeType and every viewer shift a glyph by lsb - xMin.
    fb.setupHorizontalMetrics({g: (w, getattr(table[g], "xMin", 0) or 0)
                               for g, (w, _) in metrics.items()})
    hhea = source.font["hhea"]
    fb.setupHorizontalHeader(ascent=hhea.ascent, descent=hhea.descent)
    # A new name: the licences reserve the old ones for the untouched fonts.
    family = "Pingyi" + name.capitalize()
    fb.setupNameTable({
        "familyName": family, "styleName": "Regular", "psName": family,
        "fullName": family, "version": "Version 1.0",
        "uniqueFontIdentifier": family,
        "copyright": source.font["name"].getDebugName(0) or "",
        "licenseDescription": source.font["name"].getDebugName(13) or "",
    }, mac=False)
    fb.setupOS2(sTypoAscender=hhea.ascent, sTypoDescender=hhea.descent,
                usWinAscent=hhea.ascent, usWinDescent=abs(hhea.descent))
    fb.setupPost(keepGlyphNames=False)
    # The same input gives the same bytes: PDFs are compared byte for byte.
    fb.font["head"].created = fb.font["head"].modified = 3786912000
    fb.font.recalcTimestamp = False
    return fb, moved, len(order)


def write_whole(path, write):
    temp = "%s.%d.part" % (path, os.getpid())
    try:
        write(temp)
        with open(temp, "rb") as f:
            os.fsync(f.fileno())
        os.rename(temp, path)
    except BaseException:
        if os.path.exists(temp):
            os.unlink(temp)
        raise


def write_map(temp, moved):
    with open(temp, "w", encoding="ascii") as f:
        for code in sorted(moved):
            f.write("%04X %05X\n" % (code, moved[code]))


def prepare(job):
    outdir, name, path, index, kind = job
    start = time.time()
    try:
        fb, moved, count = build(Source(path, index), name, kind)
        if kind == "rare":
            write_whole(os.path.join(outdir, name + ".map"),
                        lambda temp: write_map(temp, moved))
        write_whole(os.path.join(outdir, name + ".ttf"), fb.save)
    except Exception as e:  # one bad face must not stop the others
        return name, 0, time.time() - start, "%s: %s" % (path, e)
    return name, count, time.time() - start, None


def fandol_installed():
    for root in ("/usr/share/texlive/", "/usr/share/texmf/",
                 "/usr/local/share/texmf/"):
        if os.path.exists(root + FANDOL):
            return root + FANDOL
    return None


def run(command, cwd):
    return subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL).returncode == 0


def fandol_download(work):
    """The font file alone out of texlive-lang-chinese (49 MB); installing the
    package would bring in all of TeX."""
    apt = ["apt-get", "-q", "-o", "Acquire::Retries=1",
           "-o", "Acquire::http::Timeout=20"]
    if os.geteuid() == 0:
        apt += ["-o", "APT::Sandbox::User=root"]
    download = apt + ["download", "texlive-lang-chinese"]
    if not run(download, work):
        if os.geteuid() != 0 or not run(apt + ["update"], work) \
                or not run(download, work):
            return None
    debs = [f for f in os.listdir(work) if f.endswith(".deb")]
    if not debs:
        return None
    member = "./usr/share/texlive/" + FANDOL
    target = os.path.join(work, "FandolFang-Regular.otf")
    with open(target, "wb") as out:
        tar = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", debs[0]],
                               cwd=work, stdout=subprocess.PIPE)
        got = subprocess.run(["tar", "-xOf", "-", member], stdin=tar.stdout,
                             stdout=out, stderr=subprocess.DEVNULL)
        tar.stdout.close()
        tar.wait()
    if got.returncode != 0 or os.path.getsize(target) == 0:
        return None
    return target


def clean_parts(outdir):
    for name in os.listdir(outdir):
        path = os.path.join(outdir, name)
        if name.endswith(".part"):  # a run that was killed
            shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)


def missing_faces(outdir):
    return [f for f in FACES
            if not os.path.exists(os.path.join(outdir, f[0] + ".ttf"))]


def say(text):
    print("fonts: " + text, flush=True)


def jobs_for(outdir, faces, work):
    jobs, trouble = [], []
    for name, path, index, kind, _ in sorted(faces, key=lambda f: -f[4]):
        if path is None:
            path = fandol_installed()
            if path is None:
                say("fetching FandolFang from texlive-lang-chinese (49 MB, "
                    "only the font is kept)")
                try:
                    path = fandol_download(work)
                except OSError:  # no apt-get, no dpkg-deb, a full disk
                    path = None
        if path is None:
            trouble.append(
                "no 仿宋: texlive-lang-chinese could not be downloaded. "
                "宋体 is printed in its place; run `make fonts` again when "
                "there is a network")
        elif not os.path.exists(path):
            trouble.append("%s: %s is missing; install fonts-noto-cjk and "
                           "fonts-lxgw-wenkai" % (name, path))
        else:
            jobs.append((outdir, name, path, index, kind))
    return jobs, trouble


def main(outdir):
    os.makedirs(outdir, exist_ok=True)
    with open(os.path.join(outdir, ".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two builds share one cache
        faces = missing_faces(outdir)
        if not faces:
            return 0
        clean_parts(outdir)
        start = time.time()
        work = tempfile.mkdtemp(suffix=".part", dir=outdir)
        try:
            jobs, trouble = jobs_for(outdir, faces, work)
            if jobs:
                say("preparing %d faces in %s (once; about a minute)"
                    % (len(jobs), outdir))
            workers = max(1, min(os.cpu_count() or 1, 4, len(jobs) or 1))
            with multiprocessing.Pool(workers) as pool:
                for name, count, took, why in pool.imap_unordered(
                        prepare, jobs, chunksize=1):
                    if why is None:
                        say("%-5s %6d characters %4.0f s"
                            % (name, count, took))
                    else:
                        trouble.append(why)
        finally:
            shutil.rmtree(work, ignore_errors=True)
        for line in trouble:
            say("NOTICE " + line)
        say("done in %.0f s" % (time.time() - start))
        # Only 宋 is indispensable: it ends every fallback chain.
        return 0 if os.path.exists(os.path.join(outdir, "song.ttf")) else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        sys.exit(main(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(130)
