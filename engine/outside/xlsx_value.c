/* engine/outside/xlsx_value.c - what the characters of a cell stand for. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/num.h"
#include "engine/base/utf8.h"
#include "engine/measure/days.h"
#include "engine/outside/xlsx_internal.h"

enum { DIGITS = 15, EXPONENT_MOST = 40 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A number taken apart: 0.digits times 10^point. */
struct number {
    bool negative;
    char digit[DIGITS + 2]; /* 0..9, without leading zeros */
    size_t count;
    int point;
    bool more;              /* a digit beyond the room was 5 or higher */
};

static bool take_exponent(const char *p, int *out)
{
    int64_t value = 0;
    if (*p == '\0')
        return true;
    if (*p != 'e' && *p != 'E')
        return false;
    p += p[1] == '+' ? 2 : 1;
    if (!num_parse_int(p, -400, 400, &value))
        return false;
    *out += (int)value;
    return true;
}

static bool take_apart(const char *raw, struct number *n)
{
    const char *p = raw + (raw[0] == '-');
    bool any = false;
    bool fraction = false;
    size_t beyond = 0;
    *n = (struct number){.negative = raw[0] == '-'};
    for (; is_digit(*p) || (*p == '.' && !fraction); p++) {
        if (*p == '.') {
            fraction = true;
            continue;
        }
        any = true;
        bool leading = n->count == 0 && *p == '0';
        n->point += fraction ? (leading ? -1 : 0) : !leading;
        if (leading)
            continue;
        if (n->count < DIGITS)
            n->digit[n->count++] = (char)(*p - '0');
        else if (beyond++ == 0)
            n->more = *p >= '5';
    }
    return any && strlen(raw) < 400 && take_exponent(p, &n->point);
}

/* 15 digits are what a spreadsheet shows: 0.28999999999999998 is 0.29. */
static void round_off(struct number *n)
{
    size_t i = n->count;
    bool carry = n->more;
    while (carry && i > 0) {
        carry = n->digit[--i] == 9;
        n->digit[i] = carry ? 0 : (char)(n->digit[i] + 1);
    }
    if (carry) {
        n->digit[0] = 1;
        n->count = 1;
        n->point++;
    }
    while (n->count > 0 && n->digit[n->count - 1] == 0)
        n->count--;
}

bool value_plain(const char *raw, int shift, char out[64])
{
    struct number n;
    size_t at = 0;
    if (!take_apart(raw, &n))
        return false;
    round_off(&n);
    n.point += shift;
    if (n.count == 0) {
        (void)snprintf(out, 64, "0");
        return true;
    }
    if (n.point > EXPONENT_MOST || n.point < -EXPONENT_MOST)
        return false;
    if (n.negative)
        out[at++] = '-';
    if (n.point <= 0) {
        out[at++] = '0';
        out[at++] = '.';
        for (int k = n.point; k < 0; k++)
            out[at++] = '0';
    }
    for (int k = 0; k < (int)n.count || k < n.point; k++) {
        if (k == n.point && n.point > 0)
            out[at++] = '.';
        out[at++] = (char)('0' + (k < (int)n.count ? n.digit[k] : 0));
    }
    out[at] = '\0';
    return true;
}

/* Days since 1970 of the first of the two calendars: serial 25569 is 1970-01-01.
 * Up to serial 60, the 29th of a February that never was, it runs a day late. */
bool value_date(const char *raw, bool date_1904, char out[64])
{
    char plain[64];
    char date[DATE_BYTES];
    int64_t serial = 0;
    if (!value_plain(raw, 0, plain))
        return false;
    plain[strcspn(plain, ".")] = '\0'; /* the hour of the day */
    if (!num_parse_int(plain, date_1904 ? 0 : 1, 2958465, &serial) ||
        (!date_1904 && serial == 60))
        return false;
    int64_t day = date_1904 ? serial - 24107
                            : serial - 25569 + (serial < 60);
    if (day_year(day) > 2200)
        return false;
    day_print(day, date);
    (void)snprintf(out, 64, "%s", date);
    return true;
}

static bool escape_at(const char *p, uint32_t *c)
{
    static const char hex[] = "0123456789ABCDEF";
    if (p[0] != '_' || p[1] != 'x')
        return false;
    *c = 0;
    for (size_t i = 2; i < 6; i++) {
        char up = (char)(p[i] >= 'a' && p[i] <= 'f' ? p[i] - 32 : p[i]);
        const char *found = up != '\0' ? strchr(hex, up) : NULL;
        if (found == NULL)
            return false;
        *c = *c * 16 + (uint32_t)(found - hex);
    }
    return p[6] == '_' && (*c >= 0x20 || *c == 9 || *c == 10 || *c == 13) &&
           (*c < 0xD800 || *c > 0xDFFF);
}

void value_unescape(char *text)
{
    char *out = text;
    for (const char *p = text; *p != '\0';) {
        char one[5];
        uint32_t c = 0;
        if (!escape_at(p, &c)) {
            *out++ = *p++;
            continue;
        }
        size_t n = utf8_put(c, one);
        memcpy(out, one, n); /* at most 3 bytes in place of 7 */
        out += n;
        p += 7;
    }
    *out = '\0';
}

bool value_ref(const char *ref, size_t *column, size_t *line)
{
    const char *p = ref;
    int64_t number = 0;
    size_t n = 0;
    for (; *p >= 'A' && *p <= 'Z' && p - ref < 3; p++)
        n = n * 26 + (size_t)(*p - 'A') + 1;
    if (n == 0 || n > 16384 || !num_parse_int(p, 1, 1048576, &number))
        return false;
    *column = n - 1;
    *line = (size_t)number;
    return true;
}
