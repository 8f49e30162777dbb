/* forms/payload.c - see payload.h. */
#include "forms/payload.h"

#include <assert.h>
#include <string.h>

#include "engine/base/crypto.h"
#include "engine/base/i18n.h"
#include "engine/base/utf8.h"

enum { FORMAT_NUMBERED = '1', FORMAT_OPEN = '2', FORMAT_SEPARATOR = 'S' };

static const char DIGITS[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Where each field stands, and how many digits it has. */
enum { FIELD_SURVEY, FIELD_REVISION, FIELD_SIDE, FIELD_BATCH, FIELD_SERIAL,
       FIELD_CRC, FIELD_MAC, FIELD_COUNT };

static const struct {
    size_t at, n;
} FIELDS[FIELD_COUNT] = {
    [FIELD_SURVEY] = {1, 6}, [FIELD_REVISION] = {7, 1},
    [FIELD_SIDE] = {8, 1},   [FIELD_BATCH] = {9, 4},
    [FIELD_SERIAL] = {13, 7}, [FIELD_CRC] = {20, 3},
    [FIELD_MAC] = {23, 6},
};
_Static_assert(PAYLOAD_CHARS == 23 + 6, "the fields fill the code");

/* x^15 + x^14 + x^10 + x^8 + x^7 + x^4 + x^3 + 1: the CRC of CAN (ISO
 * 11898-1), distance 6 up to 127 bits; ours covers 20 digits of 5 bits.
 * Every burst of at most 15 bits is seen: three wrong neighbours. */
enum { CRC_POLYNOMIAL = 0x4599, CRC_BITS = 15, CRC_START = 0x7fff };

static int digit_value(char c)
{
    const char *at = c != '\0' ? strchr(DIGITS, c) : NULL;
    return at != NULL ? (int)(at - DIGITS) : -1;
}

static void put_digits(uint64_t value, size_t n, char *out)
{
    for (size_t i = n; i > 0; i--) {
        out[i - 1] = DIGITS[value & 31];
        value >>= 5;
    }
}

static bool our_format(char c)
{
    return c == FORMAT_NUMBERED || c == FORMAT_OPEN || c == FORMAT_SEPARATOR;
}

/* Digits known to be of the alphabet. */
static uint64_t get_digits(const char *text, size_t n)
{
    uint64_t value = 0;
    for (size_t i = 0; i < n; i++)
        value = value << 5 | (uint64_t)digit_value(text[i]);
    return value;
}

static void put_field(char *code, int field, uint64_t value)
{
    put_digits(value, FIELDS[field].n, code + FIELDS[field].at);
}

static uint64_t get_field(const char *code, int field)
{
    return get_digits(code + FIELDS[field].at, FIELDS[field].n);
}

/* Over digits, five bits each, the highest first. */
static unsigned crc15(const char *digits, size_t n)
{
    unsigned crc = CRC_START;
    for (size_t i = 0; i < n; i++) {
        unsigned value = (unsigned)digit_value(digits[i]);
        for (int bit = 4; bit >= 0; bit--) {
            unsigned top = crc >> (CRC_BITS - 1) & 1;
            crc = crc << 1 & 0x7fff;
            if (top != (value >> bit & 1))
                crc ^= CRC_POLYNOMIAL;
        }
    }
    return crc;
}

/* The first 30 bits of the HMAC over everything before it, as digits.  A
 * forger without the key hits one code in 2^30; the serial must be a printed
 * one as well (1 in 2^35 / copies). */
static void mac_digits(const char *code, const uint8_t *key, char out[6])
{
    uint8_t mac[SHA256_BYTES];
    crypto_hmac_sha256(key, PAYLOAD_KEY_BYTES, code, FIELDS[FIELD_MAC].at,
                       mac);
    uint64_t value = (uint64_t)mac[0] << 24 | (uint64_t)mac[1] << 16 |
                     (uint64_t)mac[2] << 8 | mac[3];
    put_digits(value >> 2, 6, out);
    crypto_wipe(mac, sizeof mac);
}

/* In a time that does not tell how many characters were right. */
static bool same_text(const char *a, const char *b, size_t n)
{
    unsigned difference = 0;
    for (size_t i = 0; i < n; i++)
        difference |= (unsigned)(unsigned char)a[i] ^ (unsigned char)b[i];
    return difference == 0;
}

void payload_write(const struct payload *p,
                   const uint8_t key[PAYLOAD_KEY_BYTES],
                   char out[PAYLOAD_CHARS + 1])
{
    assert(p->survey < 1u << 30 && p->batch < 1u << 20);
    assert(p->revision >= 1 && p->revision <= 31);
    assert(p->side >= 1 && p->side <= 8);
    assert(p->open ? p->serial == 0 : p->serial < UINT64_C(1) << 35);
    assert(!p->separator || (!p->open && p->serial == 0 && p->side == 1));
    out[0] = p->separator ? FORMAT_SEPARATOR
             : p->open    ? FORMAT_OPEN
                          : FORMAT_NUMBERED;
    put_field(out, FIELD_SURVEY, p->survey);
    put_field(out, FIELD_REVISION, (uint64_t)p->revision);
    put_field(out, FIELD_SIDE, (uint64_t)p->side);
    put_field(out, FIELD_BATCH, p->batch);
    put_field(out, FIELD_SERIAL, p->serial);
    put_field(out, FIELD_CRC, crc15(out, FIELDS[FIELD_CRC].at));
    mac_digits(out, key, out + FIELDS[FIELD_MAC].at);
    out[PAYLOAD_CHARS] = '\0';
}

static bool our_shape(const char *text)
{
    if (strlen(text) != PAYLOAD_CHARS || !our_format(text[0]))
        return false;
    for (size_t i = 0; i < PAYLOAD_CHARS; i++)
        if (digit_value(text[i]) < 0)
            return false;
    return true;
}

enum payload_verdict payload_read(const char *text, uint32_t survey,
                                  const uint8_t key[PAYLOAD_KEY_BYTES],
                                  struct payload *p)
{
    if (!our_shape(text))
        return PAYLOAD_FOREIGN;
    if (get_field(text, FIELD_CRC) != crc15(text, FIELDS[FIELD_CRC].at))
        return PAYLOAD_DAMAGED;
    *p = (struct payload){
        .open = text[0] == FORMAT_OPEN,
        .separator = text[0] == FORMAT_SEPARATOR,
        .survey = (uint32_t)get_field(text, FIELD_SURVEY),
        .revision = (int)get_field(text, FIELD_REVISION),
        .side = (int)get_field(text, FIELD_SIDE),
        .batch = (uint32_t)get_field(text, FIELD_BATCH),
        .serial = get_field(text, FIELD_SERIAL),
    };
    if (p->survey != survey)
        return PAYLOAD_OTHER;
    char mac[6];
    mac_digits(text, key, mac);
    if (!same_text(mac, text + FIELDS[FIELD_MAC].at, sizeof mac))
        return PAYLOAD_FORGED;
    /* Only we make a right HMAC, and we write nothing outside these. */
    bool sane = p->revision >= 1 && p->side >= 1 && p->side <= 8 &&
                p->batch >= 1 &&
                (p->open || p->separator) == (p->serial == 0) &&
                (!p->separator || p->side == 1);
    return sane ? PAYLOAD_OK : PAYLOAD_FORGED;
}

/* ---- for people ---- */

/* The printed text leaves out the CRC, which follows from the rest, and has
 * one check digit instead: 27 digits for a clerk to type rather than 29.  In
 * four groups: what survey, what print run and side, what sheet, the proof. */
enum { TYPED_DIGITS = 27, FREE_DIGITS = 20, MAC_DIGITS = 6 };
static const size_t GROUPS[] = {7, 6, 7, 7};

/* Multiply by the generator x of GF(2^5) over x^5 + x^2 + 1 (order 31). */
static unsigned times_x(unsigned value)
{
    value <<= 1;
    return value & 32 ? value ^ 37 : value;
}

/* Sum of digit i times x^i over GF(32).  The powers differ for 31 places and
 * no digit but zero gives zero, so every wrong digit and every swap of two
 * different digits, near or far, is seen. */
static unsigned check_digit(const char *digits, size_t n)
{
    unsigned sum = 0;
    for (size_t i = 0; i < n; i++)
        sum = times_x(sum) ^ (unsigned)digit_value(digits[i]);
    return times_x(sum);
}

void payload_print(const char code[PAYLOAD_CHARS + 1],
                   char out[PAYLOAD_PRINT_BYTES])
{
    assert(our_shape(code));
    char digits[TYPED_DIGITS];
    memcpy(digits, code, FREE_DIGITS);
    memcpy(digits + FREE_DIGITS, code + FIELDS[FIELD_MAC].at, MAC_DIGITS);
    digits[TYPED_DIGITS - 1] = DIGITS[check_digit(digits, TYPED_DIGITS - 1)];
    size_t from = 0, to = 0;
    for (size_t g = 0; g < sizeof GROUPS / sizeof GROUPS[0]; g++) {
        if (g > 0)
            out[to++] = '-';
        memcpy(out + to, digits + from, GROUPS[g]);
        from += GROUPS[g];
        to += GROUPS[g];
    }
    out[to] = '\0';
}

/* One typed character as a digit of ours; ' ' for what does not matter, 0 for
 * what cannot stand there.  Full-width forms come from Chinese keyboards. */
static char typed_digit(uint32_t c)
{
    if (c >= 0xff01 && c <= 0xff5e)
        c = c - 0xff01 + 0x21;
    if (c == ' ' || c == '-' || c == '\t' || c == '\r' || c == '\n' ||
        c == 0x3000 || (c >= 0x2010 && c <= 0x2015))
        return ' ';
    if (c >= 'a' && c <= 'z')
        c = c - 'a' + 'A';
    if (c == 'O')
        c = '0';
    if (c == 'I' || c == 'L')
        c = '1';
    return c < 0x80 && digit_value((char)c) >= 0 ? (char)c : '\0';
}

/* The digits of `typed`; stops past PAYLOAD_CHARS of them. */
static enum err_code take_typed(const char *typed,
                                char digits[PAYLOAD_CHARS + 1], size_t *n,
                                struct err *err)
{
    *n = 0;
    if (utf8_check(typed, strlen(typed)) != strlen(typed))
        return err_set(err, ERR_FORMAT, 0,
                       _("the typed code is not UTF-8 text"));
    for (const char *at = typed; *at != '\0' && *n <= PAYLOAD_CHARS;) {
        char shown[5];
        uint32_t c = utf8_next(&at);
        char digit = typed_digit(c);
        utf8_put(c, shown);
        if (digit == '\0')
            return err_set(err, ERR_FORMAT, 0,
                           _("the typed code has a '%s', which no code has; "
                             "look at the paper again"), shown);
        if (digit != ' ')
            digits[(*n)++] = digit;
    }
    return ERR_OK;
}

/* The code of 27 typed digits; false when the check character is wrong. */
static bool from_typed(const char digits[TYPED_DIGITS],
                       char code[PAYLOAD_CHARS + 1])
{
    unsigned check = check_digit(digits, TYPED_DIGITS - 1);
    if (digits[TYPED_DIGITS - 1] != DIGITS[check] ||
        !our_format(digits[0]))
        return false;
    memcpy(code, digits, FREE_DIGITS);
    put_field(code, FIELD_CRC, crc15(code, FREE_DIGITS));
    memcpy(code + FIELDS[FIELD_MAC].at, digits + FREE_DIGITS, MAC_DIGITS);
    code[PAYLOAD_CHARS] = '\0';
    return true;
}

enum err_code payload_typed(const char *typed, char code[PAYLOAD_CHARS + 1],
                            struct err *err)
{
    char digits[PAYLOAD_CHARS + 1];
    size_t n = 0;
    enum err_code result = take_typed(typed, digits, &n, err);
    if (result != ERR_OK)
        return result;
    if (n != TYPED_DIGITS)
        return err_set(err, ERR_FORMAT, 0,
                       _("the typed code has %zu letters and digits; %d are "
                         "printed beside the code"), n, TYPED_DIGITS);
    if (!from_typed(digits, code))
        return err_set(err, ERR_FORMAT, 0,
                       _("the typed code has a wrong or swapped character; "
                         "compare it with the paper"));
    return ERR_OK;
}

/* ---- which character is wrong ---- */

struct mender {
    uint32_t survey;
    const uint8_t *key;
    char digits[PAYLOAD_CHARS + 1]; /* as typed, TYPED_DIGITS of them */
    size_t found;                   /* corrections that verify */
};

static bool verifies(const struct mender *m, const char digits[TYPED_DIGITS])
{
    char code[PAYLOAD_CHARS + 1];
    struct payload p;
    return from_typed(digits, code) &&
           payload_read(code, m->survey, m->key, &p) == PAYLOAD_OK;
}

static void note_slip(struct mender *m, size_t at, bool swapped, char meant,
                      struct payload_slip *slip)
{
    size_t group = 0;
    size_t place = at;
    m->found++;
    while (place >= GROUPS[group])
        place -= GROUPS[group++];
    *slip = (struct payload_slip){.group = (int)group + 1,
                                  .place = (int)place + 1,
                                  .swapped = swapped,
                                  .typed = m->digits[at],
                                  .meant = meant};
}

static void mend_at(struct mender *m, size_t at, struct payload_slip *slip)
{
    char was = m->digits[at];
    char next = m->digits[at + 1];
    for (size_t d = 0; d < sizeof DIGITS - 1; d++) {
        m->digits[at] = DIGITS[d];
        bool good = DIGITS[d] != was && verifies(m, m->digits);
        m->digits[at] = was;
        if (good)
            note_slip(m, at, false, DIGITS[d], slip);
    }
    if (at + 1 == TYPED_DIGITS || next == was)
        return;
    m->digits[at] = next;
    m->digits[at + 1] = was;
    bool good = verifies(m, m->digits);
    m->digits[at] = was;
    m->digits[at + 1] = next;
    if (good)
        note_slip(m, at, true, next, slip);
}

bool payload_mend(const char *typed, uint32_t survey,
                  const uint8_t key[PAYLOAD_KEY_BYTES],
                  struct payload_slip *slip)
{
    struct mender m = {.survey = survey, .key = key};
    size_t n = 0;
    *slip = (struct payload_slip){.group = 0};
    if (take_typed(typed, m.digits, &n, NULL) != ERR_OK || n != TYPED_DIGITS)
        return false;
    for (size_t at = 0; at < TYPED_DIGITS; at++)
        mend_at(&m, at, slip);
    return m.found == 1;
}

void payload_serial_text(uint64_t serial, char out[8])
{
    put_digits(serial, 7, out);
    out[7] = '\0';
}
