/* engine/measure/days.c - dates and counting; see days.h. */
#include "engine/measure/days.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "engine/measure/internal.h"

/* Days from the civil calendar and back: H. Hinnant, "chrono-compatible
 * low-level date algorithms" (2013); a year begins in March. */
static int64_t from_civil(int y, int m, int d)
{
    int64_t year = m <= 2 ? y - 1 : y;
    int64_t era = year / 400;
    int64_t yoe = year - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static void to_civil(int64_t day, int *y, int *m, int *d)
{
    int64_t z = day + 719468;
    int64_t era = z / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    *d = (int)(doy - (153 * mp + 2) / 5 + 1);
    *m = (int)(mp < 10 ? mp + 3 : mp - 9);
    *y = (int)(yoe + era * 400 + (*m <= 2 ? 1 : 0));
}

/* Digits at *p, at most `max` of them. */
static bool take_number(const char **p, int max, int *out)
{
    int n = 0;
    *out = 0;
    while (n < max && **p >= '0' && **p <= '9') {
        *out = *out * 10 + (**p - '0');
        (*p)++;
        n++;
    }
    return n > 0;
}

static bool take_mark(const char **p, const char *hanzi)
{
    size_t n = strlen(hanzi);
    if (strncmp(*p, hanzi, n) == 0) {
        *p += n;
        return true;
    }
    if (**p != '-' && **p != '/' && **p != '.')
        return false;
    (*p)++;
    return true;
}

bool day_parse(const char *text, int64_t *day)
{
    int y, m, d, yy, mm, dd;
    const char *p = text;
    if (!take_number(&p, 4, &y) || !take_mark(&p, "年") ||
        !take_number(&p, 2, &m) || !take_mark(&p, "月") ||
        !take_number(&p, 2, &d))
        return false;
    if (strcmp(p, "日") == 0)
        p += strlen("日");
    if (*p != '\0' || y < 1900 || y > 2200 || m < 1 || m > 12 || d < 1)
        return false;
    int64_t found = from_civil(y, m, d);
    to_civil(found, &yy, &mm, &dd);
    if (yy != y || mm != m || dd != d)
        return false; /* 2026-02-30 */
    *day = found;
    return true;
}

void day_print(int64_t day, char out[DATE_BYTES])
{
    int y, m, d;
    to_civil(day, &y, &m, &d);
    (void)snprintf(out, DATE_BYTES, "%04u-%02u-%02u", (unsigned)y % 10000U,
                   (unsigned)m % 100U, (unsigned)d % 100U);
}

int day_year(int64_t day)
{
    int y, m, d;
    to_civil(day, &y, &m, &d);
    return y;
}

void day_today(char out[DATE_BYTES])
{
    time_t now = time(NULL);
    struct tm tm;
    if (localtime_r(&now, &tm) == NULL ||
        strftime(out, DATE_BYTES, "%Y-%m-%d", &tm) == 0)
        day_print((int64_t)now / 86400, out);
}

/* ---- counting ---- */

/* What holidays.csv says of a day, or NULL. */
static const struct holiday *said(const struct deadlines *d, int64_t day)
{
    for (size_t i = 0; i < d->holiday_count; i++)
        if (d->holiday[i].day == day)
            return &d->holiday[i];
    return NULL;
}

bool deadlines_working(const struct deadlines *d, int64_t day)
{
    const struct holiday *h = said(d, day);
    int weekday = (int)(((day + 4) % 7 + 7) % 7); /* 1970-01-01: Thursday */
    return h != NULL ? h->working : weekday != 0 && weekday != 6;
}

/* A calendar that knows no working day at all would never end. */
enum { SEARCH_DAYS = 4000 };

int64_t deadlines_end(const struct deadlines *d,
                      const struct deadline_rule *rule, int64_t start)
{
    int64_t day = rule->working ? start : start + rule->days;
    int left = rule->working ? rule->days : 0;
    for (int i = 0; i < SEARCH_DAYS && left > 0; i++)
        left -= deadlines_working(d, ++day);
    for (int i = 0; i < SEARCH_DAYS && !deadlines_working(d, day); i++)
        day++;
    return day;
}

bool deadlines_knows(const struct deadlines *d, int year)
{
    for (size_t i = 0; i < d->holiday_count; i++)
        if (day_year(d->holiday[i].day) == year)
            return true;
    return false;
}

/* ---- what was read ---- */

size_t deadlines_count(const struct deadlines *d)
{
    return d->rule_count;
}

const struct deadline_rule *deadlines_rule(const struct deadlines *d, size_t i)
{
    return &d->rule[i];
}

const struct deadline_rule *deadlines_find(const struct deadlines *d,
                                           const char *code)
{
    for (size_t i = 0; i < d->rule_count; i++)
        if (strcmp(d->rule[i].code, code) == 0)
            return &d->rule[i];
    return NULL;
}

const char *deadlines_rules_path(const struct deadlines *d)
{
    return d->rules_path;
}

const char *deadlines_holidays_path(const struct deadlines *d)
{
    return d->holidays_path;
}
