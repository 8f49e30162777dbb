/* engine/type/face.c - see face.h.  OpenType 1.9: offsets are big endian. */
#include "engine/type/face.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"

enum {
    BMP = 0x10000,
    FACE_BYTES_MAX = 256 * 1024 * 1024, /* the largest CJK .ttc is 120 MB */
};

struct table {
    const uint8_t *at;
    size_t n;
};

struct face {
    const uint8_t *bytes; /* mapped */
    size_t n;
    struct table glyf, loca, hmtx;
    unsigned upm, glyph_count, wide_count; /* wide_count: hhea metrics */
    bool long_loca;
    uint16_t gid[BMP];
};

static unsigned u16(const uint8_t *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

static uint32_t u32(const uint8_t *p)
{
    return (uint32_t)u16(p) << 16 | u16(p + 2);
}

/* The table directory starts at `dir`; an absent or overlong table is
 * {NULL, 0}. */
static struct table find_table(const struct face *f, size_t dir,
                               const char *tag)
{
    struct table none = {NULL, 0};
    if (dir + 12 > f->n)
        return none;
    size_t count = u16(f->bytes + dir + 4);
    for (size_t i = 0; i < count; i++) {
        size_t entry = dir + 12 + i * 16;
        if (entry + 16 > f->n)
            return none;
        const uint8_t *p = f->bytes + entry;
        if (memcmp(p, tag, 4) != 0)
            continue;
        size_t offset = u32(p + 8), n = u32(p + 12);
        if (offset > f->n || n > f->n - offset)
            return none;
        return (struct table){f->bytes + offset, n};
    }
    return none;
}

/* One segment of a format 4 map into f->gid. */
static void read_segment(struct face *f, struct table map, size_t segments,
                         size_t i)
{
    const uint8_t *ends = map.at + 14;
    const uint8_t *starts = ends + segments * 2 + 2;
    const uint8_t *deltas = starts + segments * 2;
    const uint8_t *ranges = deltas + segments * 2;
    unsigned end = u16(ends + i * 2), start = u16(starts + i * 2);
    unsigned delta = u16(deltas + i * 2), range = u16(ranges + i * 2);
    for (unsigned c = start; c <= end && c < 0xFFFF; c++) {
        unsigned gid = c + delta;
        if (range != 0) {
            size_t at = (size_t)(ranges - map.at) + i * 2 + range +
                        (size_t)(c - start) * 2;
            if (at + 2 > map.n)
                return;
            gid = u16(map.at + at);
            if (gid != 0)
                gid += delta;
        }
        gid &= 0xFFFF;
        if (gid < f->glyph_count)
            f->gid[c] = (uint16_t)gid;
    }
}

/* libharu reads the (3,1) map in format 4, so nothing else helps us. */
static bool read_cmap(struct face *f, struct table cmap)
{
    if (cmap.n < 4)
        return false;
    size_t count = u16(cmap.at + 2);
    for (size_t i = 0; i < count && 4 + i * 8 + 8 <= cmap.n; i++) {
        const uint8_t *p = cmap.at + 4 + i * 8;
        size_t offset = u32(p + 4);
        if (u16(p) != 3 || u16(p + 2) != 1 || offset > cmap.n ||
            cmap.n - offset < 16)
            continue;
        struct table map = {cmap.at + offset, cmap.n - offset};
        size_t segments = u16(map.at + 6) / 2;
        if (u16(map.at) != 4 || 16 + segments * 8 > map.n)
            continue;
        for (size_t s = 0; s < segments; s++)
            read_segment(f, map, segments, s);
        return true;
    }
    return false;
}

static bool read_tables(struct face *f)
{
    size_t dir = 0;
    if (f->n >= 16 && memcmp(f->bytes, "ttcf", 4) == 0)
        dir = u32(f->bytes + 12);
    struct table head = find_table(f, dir, "head");
    struct table hhea = find_table(f, dir, "hhea");
    struct table maxp = find_table(f, dir, "maxp");
    f->glyf = find_table(f, dir, "glyf");
    f->loca = find_table(f, dir, "loca");
    f->hmtx = find_table(f, dir, "hmtx");
    if (head.n < 54 || hhea.n < 36 || maxp.n < 6 || f->glyf.n == 0)
        return false;
    f->upm = u16(head.at + 18);
    f->long_loca = u16(head.at + 50) != 0;
    f->glyph_count = u16(maxp.at + 4);
    f->wide_count = u16(hhea.at + 34);
    size_t entry = f->long_loca ? 4 : 2;
    if (f->upm == 0 || f->glyph_count == 0 || f->wide_count == 0 ||
        f->wide_count > f->glyph_count ||
        f->loca.n < entry * (f->glyph_count + 1u) ||
        f->hmtx.n < f->wide_count * 4u)
        return false;
    return read_cmap(f, find_table(f, dir, "cmap"));
}

static enum err_code map_file(struct face *f, const char *path,
                              struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return err_set(err, ERR_NOTFOUND, errno, _("%s does not exist"),
                       path);
    if (fd < 0)
        return err_errno(err, errno, _("opening"), path);
    struct stat st;
    enum err_code code = ERR_OK;
    if (fstat(fd, &st) != 0) {
        code = err_errno(err, errno, _("reading"), path);
    } else if (!S_ISREG(st.st_mode) || st.st_size < 16 ||
               st.st_size > FACE_BYTES_MAX) {
        code = err_set(err, ERR_FORMAT, 0, _("%s is no usable font file"),
                       path);
    } else {
        void *at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd,
                        0);
        if (at == MAP_FAILED) {
            code = err_errno(err, errno, _("reading"), path);
        } else {
            f->bytes = at;
            f->n = (size_t)st.st_size;
        }
    }
    (void)close(fd);
    return code;
}

enum err_code face_open(const char *path, struct face **out, struct err *err)
{
    *out = NULL;
    struct face *f = mem_alloc(1, sizeof *f);
    if (f == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), path);
    enum err_code code = map_file(f, path, err);
    if (code == ERR_OK && !read_tables(f))
        code = err_set(err, ERR_FORMAT, 0,
                       _("%s is no TrueType font with Unicode characters "
                         "(fonts with CFF outlines, .otf, cannot be used)"),
                       path);
    if (code != ERR_OK) {
        face_close(f);
        return code;
    }
    *out = f;
    return ERR_OK;
}

void face_close(struct face *f)
{
    if (f == NULL)
        return;
    if (f->bytes != NULL)
        (void)munmap((void *)(uintptr_t)f->bytes, f->n);
    free(f);
}

/* The outline of a glyph; {NULL, 0} for an empty or broken one. */
static struct table outline(const struct face *f, unsigned gid)
{
    size_t from, to;
    if (f->long_loca) {
        from = u32(f->loca.at + gid * 4u);
        to = u32(f->loca.at + gid * 4u + 4);
    } else {
        from = u16(f->loca.at + gid * 2u) * 2u;
        to = u16(f->loca.at + gid * 2u + 2) * 2u;
    }
    if (from >= to || to > f->glyf.n || to - from < 10)
        return (struct table){NULL, 0};
    return (struct table){f->glyf.at + from, to - from};
}

static bool is_composite(struct table glyph)
{
    return glyph.n >= 10 && (glyph.at[0] & 0x80) != 0;
}

/* libharu 2.3.0 reads part numbers as signed 16 bits and marks only the first
 * level of parts as used: deeper ones print as holes. */
static bool parts_survive(const struct face *f, struct table glyph)
{
    enum { WORDS = 1, SCALE = 8, MORE = 32, XY_SCALE = 64, MATRIX = 128 };
    size_t at = 10;
    unsigned flags;
    do {
        if (at + 4 > glyph.n)
            return false;
        flags = u16(glyph.at + at);
        unsigned part = u16(glyph.at + at + 2);
        if (part > 32767 || part >= f->glyph_count ||
            is_composite(outline(f, part)))
            return false;
        at += (flags & WORDS) ? 8 : 6;
        at += (flags & SCALE) ? 2 : (flags & XY_SCALE) ? 4
              : (flags & MATRIX) ? 8 : 0;
    } while (flags & MORE);
    return true;
}

bool face_has(const struct face *f, uint16_t code)
{
    unsigned gid = f->gid[code];
    if (gid == 0)
        return false;
    struct table glyph = outline(f, gid);
    return !is_composite(glyph) || parts_survive(f, glyph);
}

int face_advance(const struct face *f, uint16_t code)
{
    unsigned gid = f->gid[code];
    unsigned i = gid < f->wide_count ? gid : f->wide_count - 1;
    return (int)(u16(f->hmtx.at + i * 4u) * 1000u / f->upm);
}

bool face_ink(const struct face *f, uint16_t code, int *left, int *right)
{
    struct table glyph = outline(f, f->gid[code]);
    if (glyph.n < 10)
        return false;
    *left = (int16_t)u16(glyph.at + 2) * 1000 / (int)f->upm;
    *right = (int16_t)u16(glyph.at + 6) * 1000 / (int)f->upm;
    return true;
}
