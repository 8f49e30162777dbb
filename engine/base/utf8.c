/* engine/base/utf8.c - see utf8.h. */
#include "engine/base/utf8.h"

#include <string.h>

/* Length of the sequence a lead byte opens; 0 for a byte that opens none. */
static size_t lead_length(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 3;
    if (lead >= 0xF0 && lead <= 0xF4)
        return 4;
    return 0;
}

/* The second byte has a narrower range after E0, ED, F0 and F4: it keeps out
 * overlong forms, surrogates and values past U+10FFFF. */
static int second_ok(unsigned char lead, unsigned char second)
{
    unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    return second >= low && second <= high;
}

size_t utf8_check(const char *text, size_t n)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t i = 0;
    while (i < n) {
        size_t length = lead_length(s[i]);
        if (length == 0 || length > n - i)
            return i;
        if (length > 1 && !second_ok(s[i], s[i + 1]))
            return i;
        for (size_t k = 2; k < length; k++)
            if ((s[i + k] & 0xC0) != 0x80)
                return i;
        i += length;
    }
    return n;
}

uint32_t utf8_next(const char **p)
{
    const unsigned char *s = (const unsigned char *)*p;
    if (s[0] == 0)
        return 0;
    size_t length = lead_length(s[0]);
    if (length <= 1) {
        *p += 1;
        return s[0];
    }
    uint32_t code = s[0] & (0xFFu >> (length + 1));
    for (size_t k = 1; k < length; k++)
        code = code << 6 | (s[k] & 0x3Fu);
    *p += length;
    return code;
}

size_t utf8_put(uint32_t c, char out[5])
{
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t k = n; k-- > 1;) {
        out[k] = (char)(0x80 | (c & 0x3F));
        c >>= 6;
    }
    out[0] = (char)(n == 1 ? c : lead[n] | c);
    out[n] = '\0';
    return n;
}

size_t utf8_count(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++)
        n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}

void utf8_trim_tail(char *text)
{
    size_t n = strlen(text);
    size_t good = utf8_check(text, n);
    if (good < n && n - good < 4)
        text[good] = '\0';
}
