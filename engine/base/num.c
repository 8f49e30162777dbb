/* engine/base/num.c - see num.h. */
#include "engine/base/num.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool num_parse_int(const char *text, int64_t low, int64_t high, int64_t *out)
{
    bool negative = text[0] == '-';
    const char *p = text + negative;
    if (!is_digit(*p))
        return false;
    int64_t value = 0; /* kept negative: INT64_MIN has no positive twin */
    for (; is_digit(*p); p++) {
        int digit = *p - '0';
        if (value < (INT64_MIN + digit) / 10)
            return false;
        value = value * 10 - digit;
    }
    if (*p != '\0' || (!negative && value == INT64_MIN))
        return false;
    if (!negative)
        value = -value;
    if (value < low || value > high)
        return false;
    *out = value;
    return true;
}

bool num_parse_real(const char *text, double *out)
{
    bool negative = text[0] == '-';
    const char *p = text + negative;
    double value = 0;
    int digits = 0;
    for (; is_digit(*p); p++, digits++)
        value = value * 10 + (*p - '0');
    if (*p == '.') {
        double place = 1;
        for (p++; is_digit(*p); p++, digits++) {
            place *= 10;
            value = value * 10 + (*p - '0');
        }
        value /= place;
    }
    if (digits == 0 || digits > 30 || *p != '\0')
        return false;
    *out = negative ? -value : value;
    return true;
}

char *num_print_real(double value, int decimals, char *out, size_t room)
{
    assert(decimals >= 0 && decimals <= 9);
    if (!isfinite(value) || fabs(value) > 1e9) {
        (void)snprintf(out, room, "%s", isnan(value) ? "nan" : "out of range");
        return out;
    }
    int64_t scale = 1;
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    int64_t whole = (int64_t)llround(fabs(value) * (double)scale);
    const char *sign = value < 0 && whole > 0 ? "-" : "";
    if (decimals == 0)
        (void)snprintf(out, room, "%s%" PRId64, sign, whole);
    else
        (void)snprintf(out, room, "%s%" PRId64 ".%0*" PRId64, sign,
                       whole / scale, decimals, whole % scale);
    return out;
}

int64_t num_percent(int64_t part, int64_t whole, int decimals)
{
    assert(whole > 0 && part >= 0 && part < (INT64_C(1) << 40));
    assert(decimals >= 0 && decimals <= 4);
    int64_t scale = 100;
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    return (part * scale * 2 + whole) / (whole * 2);
}

char *num_print_percent(int64_t part, int64_t whole, int decimals, char *out,
                        size_t room)
{
    int64_t value = num_percent(part, whole, decimals);
    int64_t scale = 1;
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    if (decimals == 0)
        (void)snprintf(out, room, "%" PRId64, value);
    else
        (void)snprintf(out, room, "%" PRId64 ".%0*" PRId64, value / scale,
                       decimals, value % scale);
    return out;
}
