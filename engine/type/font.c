/* engine/type/font.c - see font.h. */
#include "engine/type/font.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/base/num.h"
#include "engine/base/str.h"
#include "engine/type/face.h"

enum {
    HALF_FIRST = 0xE000,
    RARE_FIRST = 0xE100, /* as in prepare_fonts.py */
    RARE_COUNT = 0xF900 - RARE_FIRST,
    RARE_MAP_BYTES = 64 * 1024,
    SLOT_SONG = FACE_MADE_FIRST + FONT_SONG,
};

static const char *const ROLE_WORDS[] = {
    [FONT_SONG] = "song", [FONT_TITLE] = "title", [FONT_HEI] = "hei",
    [FONT_KAI] = "kai",   [FONT_FANG] = "fang",
};
_Static_assert(sizeof ROLE_WORDS / sizeof *ROLE_WORDS == FONT_ROLE_COUNT,
               "every role has its word");

/* Kept in step with HALF in prepare_fonts.py. */
static const uint16_t HALF[] = {
    0x3001, 0xFF0C, 0x3002, 0xFF1B, 0xFF1A, 0xFF1F, 0xFF01, /* 、，。；：？！ */
    0xFF09, 0x300B, 0x3009, 0x300D, 0x300F, 0x3011, 0x3015, 0x3017,
    0x201D, 0x2019,                                 /* ）》〉」』】〕〗”’ */
    0xFF08, 0x300A, 0x3008, 0x300C, 0x300E, 0x3010, 0x3014, 0x3016,
    0x201C, 0x2018,                                 /* （《〈「『【〔〖“‘ */
};
enum { HALF_COUNT = sizeof HALF / sizeof *HALF, HALF_OPENERS = 17 };

enum face_state { FACE_UNSEEN, FACE_ABSENT, FACE_OPEN };

struct font_set {
    struct {
        enum face_state state;
        struct face *face;
        struct str path;
    } slots[FACE_SLOT_COUNT];
    uint32_t rare[RARE_COUNT]; /* what stands at RARE_FIRST + i; 0 = nothing */
    bool rare_read;
    struct err notice;
};

const char *font_role_word(enum font_role role)
{
    return ROLE_WORDS[role];
}

uint32_t font_half(uint32_t c)
{
    for (uint32_t i = 0; i < HALF_COUNT; i++)
        if (HALF[i] == c)
            return HALF_FIRST + i;
    return 0;
}

uint32_t font_unhalf(uint32_t c)
{
    if (c < HALF_FIRST || c >= HALF_FIRST + HALF_COUNT)
        return 0;
    return HALF[c - HALF_FIRST];
}

bool font_opens(uint32_t c)
{
    uint32_t half = font_half(c);
    return half >= HALF_FIRST + HALF_OPENERS;
}

/* ---- where the files are ---- */

static void own_path(struct str *path, const char *dir, int role)
{
    char name[16];
    for (int i = 0; i < 2; i++) {
        str_clear(path);
        (void)snprintf(name, sizeof name, "%s.%s", ROLE_WORDS[role],
                       i == 0 ? "ttf" : "ttc");
        file_join(path, dir, name);
        if (file_exists(path->text))
            return;
    }
}

static void made_path(struct str *path, int slot)
{
    char name[32];
    (void)snprintf(name, sizeof name, "fonts/%s.ttf",
                   slot == FACE_RARE ? "rare" : ROLE_WORDS[slot - FACE_MADE_FIRST]);
    file_join(path, file_share_dir(), name);
}

static void fill_paths(struct font_set *set)
{
    const char *own = getenv("PINGYI_FONTS");
    for (int i = 0; i < FACE_SLOT_COUNT; i++) {
        struct str *path = &set->slots[i].path;
        str_init(path, LIMIT_PATH_BYTES);
        if (i >= FACE_MADE_FIRST)
            made_path(path, i);
        else if (own != NULL && own[0] != '\0')
            own_path(path, own, i);
    }
}

enum err_code font_set_open(struct font_set **out, struct err *err)
{
    *out = NULL;
    struct font_set *set = mem_alloc(1, sizeof *set);
    if (set == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), "fonts");
    fill_paths(set);
    const char *song = set->slots[SLOT_SONG].path.text;
    if (!file_exists(song)) {
        enum err_code code = err_set(
            err, ERR_NOTFOUND, 0,
            _("the prepared fonts are missing (%s); run `make fonts` in the "
              "source folder, or install pingyi again"), song);
        font_set_close(set);
        return code;
    }
    *out = set;
    return ERR_OK;
}

void font_set_close(struct font_set *set)
{
    if (set == NULL)
        return;
    for (int i = 0; i < FACE_SLOT_COUNT; i++) {
        face_close(set->slots[i].face);
        str_deinit(&set->slots[i].path);
    }
    free(set);
}

const char *font_slot_path(const struct font_set *set, int slot)
{
    return set->slots[slot].path.text;
}

const char *font_set_notice(const struct font_set *set)
{
    return set->notice.text;
}

/* ---- looking up ---- */

/* Opened on first need; a face that is absent or unusable is skipped, and an
 * unusable one of the office's own is remembered for the notice. */
static const struct face *slot_face(struct font_set *set, int slot)
{
    if (set->slots[slot].state == FACE_UNSEEN) {
        set->slots[slot].state = FACE_ABSENT;
        const char *path = set->slots[slot].path.text;
        struct err err = ERR_INIT;
        if (path[0] != '\0' && file_exists(path)) {
            if (face_open(path, &set->slots[slot].face, &err) == ERR_OK)
                set->slots[slot].state = FACE_OPEN;
            else if (set->notice.code == ERR_OK)
                set->notice = err;
        }
    }
    return set->slots[slot].face;
}

bool font_role_present(struct font_set *set, enum font_role role)
{
    return slot_face(set, FACE_OWN_FIRST + (int)role) != NULL ||
           slot_face(set, FACE_MADE_FIRST + (int)role) != NULL;
}

/* Lines "E100 20000": where prepare_fonts.py put the high hanzi. */
static void parse_rare(struct font_set *set, const char *text)
{
    while (*text != '\0') {
        uint32_t number[2] = {0, 0};
        for (int i = 0; i < 2; i++) {
            static const char DIGITS[] = "0123456789ABCDEF";
            const char *d;
            while (*text != '\0' && (d = strchr(DIGITS, *text)) != NULL) {
                number[i] = number[i] << 4 | (uint32_t)(d - DIGITS);
                text++;
            }
            if (*text != '\0')
                text++; /* the blank, then the newline */
        }
        if (number[0] >= RARE_FIRST && number[0] < RARE_FIRST + RARE_COUNT)
            set->rare[number[0] - RARE_FIRST] = number[1];
    }
}

static void read_rare(struct font_set *set)
{
    set->rare_read = true;
    struct str path;
    str_init(&path, LIMIT_PATH_BYTES);
    file_join(&path, file_share_dir(), "fonts/rare.map");
    char *text = NULL;
    size_t n = 0;
    if (str_ok(&path) &&
        file_read(path.text, RARE_MAP_BYTES, &text, &n, NULL) == ERR_OK)
        parse_rare(set, text);
    free(text);
    str_deinit(&path);
}

static bool find_rare(struct font_set *set, uint32_t c,
                      struct font_glyph *out)
{
    if (!set->rare_read)
        read_rare(set);
    const struct face *face = slot_face(set, FACE_RARE);
    if (face == NULL || c < 0x20000)
        return false;
    for (uint32_t i = 0; i < RARE_COUNT; i++) {
        uint16_t code = (uint16_t)(RARE_FIRST + i);
        if (set->rare[i] != c || !face_has(face, code))
            continue;
        *out = (struct font_glyph){FACE_RARE, code, 0,
                                   face_advance(face, code) / 1000.0};
        return true;
    }
    return false;
}

uint32_t font_rare_code(const struct font_set *set, uint16_t code)
{
    if (code < RARE_FIRST || code >= RARE_FIRST + RARE_COUNT)
        return 0;
    return set->rare[code - RARE_FIRST];
}

/* Where a full-width mark must go to fit half an em, in em; as half_shift()
 * in prepare_fonts.py. */
static double half_shift(const struct face *face, uint16_t full)
{
    int left, right;
    bool opens = font_opens(full);
    if (!face_ink(face, full, &left, &right))
        return 0;
    if (!opens && right <= 520)
        return 0;
    if (opens && left >= 480)
        return -.5;
    return .25 - (left + right) / 2000.0;
}

/* A face of the office has no half-width copies: its full-width glyph is
 * placed so that the ink falls where the half-width mark stands. */
static bool find_half(const struct face *face, int slot, uint32_t half,
                      struct font_glyph *out)
{
    uint16_t full = (uint16_t)font_unhalf(half);
    if (face_has(face, (uint16_t)half)) {
        *out = (struct font_glyph){slot, (uint16_t)half, 0,
                                   face_advance(face, (uint16_t)half) /
                                       1000.0};
        return true;
    }
    if (!face_has(face, full))
        return false;
    bool wide = face_advance(face, full) == 1000;
    *out = (struct font_glyph){
        slot, full, wide ? half_shift(face, full) : 0,
        wide ? .5 : face_advance(face, full) / 1000.0};
    return true;
}

static bool find_in(struct font_set *set, int slot, uint32_t c,
                    struct font_glyph *out)
{
    const struct face *face = slot_face(set, slot);
    if (face == NULL)
        return false;
    if (font_unhalf(c) != 0)
        return find_half(face, slot, c, out);
    if (!face_has(face, (uint16_t)c))
        return false;
    *out = (struct font_glyph){slot, (uint16_t)c, 0,
                               face_advance(face, (uint16_t)c) / 1000.0};
    return true;
}

bool font_find(struct font_set *set, enum font_role role, uint32_t c,
               struct font_glyph *out)
{
    if (c > 0xFFFF)
        return find_rare(set, c, out);
    /* Private code points mean something else in every font. */
    if (c < 0x20 || (c >= 0xD800 && c < 0xF900 && font_unhalf(c) == 0))
        return false;
    const int chain[] = {FACE_OWN_FIRST + (int)role,
                         FACE_MADE_FIRST + (int)role,
                         FACE_OWN_FIRST + FONT_SONG, SLOT_SONG, FACE_RARE};
    for (size_t i = 0; i < sizeof chain / sizeof *chain; i++)
        if (find_in(set, chain[i], c, out))
            return true;
    return false;
}
