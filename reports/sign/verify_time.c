/* reports/sign/verify_time.c - times as PDFs write them and as we print them.
 */
#include <stdio.h>
#include <string.h>

#include "reports/sign/verify_parts.h"

static bool two_digits(const char *text, int *out)
{
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
        return false;
    *out = (text[0] - '0') * 10 + (text[1] - '0');
    return true;
}

bool verify_read_time(const char *text, char iso[40], time_t *when)
{
    int part[7], hours = 0, minutes = 0;
    size_t n = strlen(text);
    if (n < 17 || strncmp(text, "D:", 2) != 0)
        return false;
    for (size_t i = 0; i < 7; i++)
        if (!two_digits(text + 2 + 2 * i, &part[i]))
            return false;
    const char *zone = text + 16;
    bool utc = strcmp(zone, "Z") == 0;
    if (!utc && (strlen(zone) < 6 || (zone[0] != '+' && zone[0] != '-') ||
                 zone[3] != '\'' || !two_digits(zone + 1, &hours) ||
                 !two_digits(zone + 4, &minutes) ||
                 (zone[6] != '\0' && strcmp(zone + 6, "'") != 0)))
        return false;
    struct tm tm = {.tm_year = part[0] * 100 + part[1] - 1900,
                    .tm_mon = part[2] - 1, .tm_mday = part[3],
                    .tm_hour = part[4], .tm_min = part[5], .tm_sec = part[6]};
    struct tm asked = tm;
    time_t seconds = timegm(&tm);
    if (hours > 23 || minutes > 59 || tm.tm_mon != asked.tm_mon ||
        tm.tm_mday != asked.tm_mday || tm.tm_hour != asked.tm_hour ||
        tm.tm_min != asked.tm_min || tm.tm_sec != asked.tm_sec)
        return false;
    int offset = (hours * 60 + minutes) * 60;
    *when = seconds - (zone[0] == '-' ? -offset : offset);
    int written = snprintf(iso, 40, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2s", text + 2,
                           text + 6, text + 8, text + 10, text + 12,
                           text + 14);
    if (utc)
        (void)snprintf(iso + written, 40 - (size_t)written, "Z");
    else
        (void)snprintf(iso + written, 40 - (size_t)written, "%c%02d:%02d",
                       zone[0], hours, minutes);
    return true;
}

void verify_print_time(time_t when, char iso[40])
{
    struct tm tm;
    iso[0] = '\0';
    if (gmtime_r(&when, &tm) != NULL)
        (void)strftime(iso, 40, "%Y-%m-%dT%H:%M:%SZ", &tm);
}
