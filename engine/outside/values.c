/* engine/outside/values.c - what the cell of a column says. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/num.h"
#include "engine/base/utf8.h"
#include "engine/measure/days.h"
#include "engine/outside/reader.h"

static const struct table_cell *cell_of(const struct reader *r,
                                        size_t column)
{
    return r->place[column] >= 0
               ? table_cell(r->row, (size_t)r->place[column])
               : NULL;
}

bool reader_given(const struct reader *r, size_t column)
{
    return cell_of(r, column) != NULL;
}

const char *reader_text(const struct reader *r, size_t column)
{
    const struct table_cell *cell = cell_of(r, column);
    return cell != NULL ? cell->text : "";
}

/* *text NULL: the cell is empty.  False: it has no value; said. */
static bool look(struct reader *r, size_t column, const char **text)
{
    const struct table_cell *cell = cell_of(r, column);
    *text = NULL;
    if (cell == NULL)
        return true;
    if (cell->bad != NULL) {
        reader_wrong(r, column, ERR_FORMAT, "%s", _(cell->bad));
        return false;
    }
    *text = cell->text;
    return true;
}

/* ---- numbers ---- */

/* 1,234,567 without its commas; false: they stand elsewhere than before each
 * third digit. */
static bool ungroup(const char *text, char out[32])
{
    const char *comma = strchr(text, ',');
    size_t n = 0;
    if (strlen(text) > 31 || (comma != NULL && (comma == text || comma > text + 3)))
        return false;
    for (const char *p = text; *p != '\0'; p++) {
        if (*p != ',') {
            out[n++] = *p;
            continue;
        }
        size_t run = strspn(p + 1, "0123456789");
        if (run != 3)
            return false;
    }
    out[n] = '\0';
    return true;
}

bool cell_count(struct reader *r, size_t column, int64_t low, int64_t high,
                int64_t *out)
{
    const char *text;
    char plain[32];
    char shown[EXCERPT_MAX];
    if (!look(r, column, &text))
        return false;
    if (text == NULL)
        return true;
    bool fine = ungroup(text, plain);
    char *point = fine ? strchr(plain, '.') : NULL;
    if (point != NULL && point[1] != '\0' && point[1 + strspn(point + 1, "0")] == '\0')
        *point = '\0';
    if (fine && num_parse_int(plain, low, high, out))
        return true;
    reader_wrong(r, column, ERR_FORMAT,
                 _("“%s” is no whole number from %lld to %lld"),
                 excerpt(text, shown), (long long)low, (long long)high);
    return false;
}

/* Digits, a point, digits; *whole and *decimals are how many of each. */
static bool is_decimal(const char *text, size_t *whole, size_t *decimals)
{
    *whole = strspn(text, "0123456789");
    *decimals = 0;
    if (text[*whole] == '\0')
        return *whole > 0;
    if (text[*whole] != '.')
        return false;
    *decimals = strspn(text + *whole + 1, "0123456789");
    return *whole > 0 && *decimals > 0 &&
           text[*whole + 1 + *decimals] == '\0';
}

bool cell_decimal(struct reader *r, size_t column, const char **out)
{
    const char *text;
    char shown[EXCERPT_MAX];
    size_t whole, decimals;
    if (!look(r, column, &text))
        return false;
    if (text == NULL)
        return true;
    if (is_decimal(text, &whole, &decimals) && whole <= 4 && decimals <= 4) {
        *out = text;
        return true;
    }
    reader_wrong(r, column, ERR_FORMAT,
                 _("“%s” is no number such as 92.5 (at most four decimals)"),
                 excerpt(text, shown));
    return false;
}

bool cell_share(struct reader *r, size_t column, struct share *out)
{
    const char *text;
    char shown[EXCERPT_MAX];
    char digits[32];
    size_t whole, decimals, n = 0;
    int64_t most = 100;
    if (!look(r, column, &text))
        return false;
    if (text == NULL)
        return true;
    size_t length = strlen(text);
    bool sign = length > 0 && text[length - 1] == '%';
    char *bare = arena_bytes(r->arena, text, length - sign);
    while (bare != NULL && bare[0] != '\0' && bare[strlen(bare) - 1] == ' ')
        bare[strlen(bare) - 1] = '\0';
    if (bare != NULL && is_decimal(bare, &whole, &decimals) && whole <= 3 &&
        decimals <= 13) {
        int kept = decimals > 6 ? 6 : (int)decimals;
        for (const char *p = bare; *p != '\0' && n < whole + (size_t)kept; p++)
            if (*p != '.')
                digits[n++] = *p;
        digits[n] = '\0';
        for (int k = 0; k < kept; k++)
            most *= 10;
        if (num_parse_int(digits, 0, most, &out->digits)) {
            out->decimals = kept;
            out->text = bare;
            return true;
        }
    }
    reader_wrong(r, column, ERR_FORMAT,
                 _("“%s” is no percentage from 0 to 100, such as 63.72%%"),
                 excerpt(text, shown));
    return false;
}

bool share_fits(const struct share *share, int64_t part, int64_t whole)
{
    int64_t scale = 100;
    for (int k = 0; k < share->decimals; k++)
        scale *= 10;
    if (whole == 0)
        return share->digits == 0;
    int64_t apart = share->digits * whole - part * scale;
    return apart < whole && apart > -whole;
}

/* ---- words ---- */

/* Emoji and characters of private fonts: no report could print them. */
static bool is_picture(uint32_t c)
{
    return (c >= 0x1F000 && c <= 0x1FAFF) || (c >= 0xE000 && c <= 0xF8FF) ||
           (c >= 0xFE00 && c <= 0xFE0F) || c >= 0xE0000;
}

static bool has_picture(const char *text)
{
    for (const char *p = text; *p != '\0';)
        if (is_picture(utf8_next(&p)))
            return true;
    return false;
}

bool cell_text(struct reader *r, size_t column, const char **out)
{
    const char *text;
    char shown[EXCERPT_MAX];
    if (!look(r, column, &text))
        return false;
    if (text == NULL)
        return true;
    if (strlen(text) > OUTSIDE_TEXT_BYTES) {
        reader_wrong(r, column, ERR_RANGE,
                     _("the text has %zu bytes; at most %d are kept"),
                     strlen(text), OUTSIDE_TEXT_BYTES);
        return false;
    }
    if (has_picture(text)) {
        reader_wrong(r, column, ERR_FORMAT,
                     _("“%s” has an emoji or a character of a private font, "
                       "which no report can print"),
                     excerpt(text, shown));
        return false;
    }
    *out = text;
    return true;
}

bool is_sum_word(const char *text)
{
    static const char *const words[] = {"合计", "总计", "合 计", "总 计",
                                        "全年合计", "total", "Total"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(text, words[i]) == 0)
            return true;
    return false;
}

/* ---- time ---- */

/* A number of at most `most` digits; steps past it. */
static bool digits(const char **p, size_t most, int *out)
{
    size_t n = strspn(*p, "0123456789");
    if (n == 0 || n > most)
        return false;
    *out = 0;
    for (size_t i = 0; i < n; i++)
        *out = *out * 10 + ((*p)[i] - '0');
    *p += n;
    return true;
}

static bool skip(const char **p, const char *word)
{
    size_t n = strlen(word);
    if (strncmp(*p, word, n) != 0)
        return false;
    *p += n;
    return true;
}

static bool month_of(const char *text, int *year, int *month)
{
    const char *p = text;
    int day = 1;
    if (strspn(text, "0123456789") == 6 && text[6] == '\0') {
        *month = (text[4] - '0') * 10 + (text[5] - '0');
        *year = (text[0] - '0') * 1000 + (text[1] - '0') * 100 +
                (text[2] - '0') * 10 + (text[3] - '0');
    } else {
        if (strspn(p, "0123456789") != 4 || !digits(&p, 4, year) ||
            !(skip(&p, "年") || skip(&p, "-") || skip(&p, "/")) ||
            !digits(&p, 2, month))
            return false;
        if (skip(&p, "月")) {
            (void)skip(&p, "份");
            if (*p != '\0' && !(digits(&p, 2, &day) && skip(&p, "日")))
                return false;
        } else if ((skip(&p, "-") || skip(&p, "/")) && !digits(&p, 2, &day))
            return false;
        if (*p != '\0')
            return false;
    }
    return *year >= 1900 && *year <= 2200 && *month >= 1 && *month <= 12 &&
           day >= 1 && day <= 31;
}

/* 3月, 3月份 */
static bool bare_month(const char *text, int *month)
{
    const char *p = text;
    if (!digits(&p, 2, month) || !skip(&p, "月"))
        return false;
    (void)skip(&p, "份");
    return *p == '\0' && *month >= 1 && *month <= 12;
}

static void no_month(struct reader *r, size_t column, const char *text)
{
    char shown[EXCERPT_MAX];
    int month = 0;
    reader_wrong(
        r, column, ERR_FORMAT,
        bare_month(text, &month)
            ? _("“%s” has no year; write 2026-03, or give --year 2026")
        : strchr(text, '.') != NULL
            ? _("“%s” is no month: spreadsheets write 2026.10 as 2026.1; "
                "expected 2026-03 or 2026年3月")
            : _("“%s” is no month; expected 2026-03 or 2026年3月"),
        excerpt(text, shown));
}

bool cell_month(struct reader *r, size_t column, int *out)
{
    const char *text;
    int year = 0;
    int month = 0;
    if (!look(r, column, &text))
        return false;
    if (text == NULL) {
        reader_wrong(r, column, ERR_FORMAT, _("the month is missing"));
        return false;
    }
    if (r->year > 0 && bare_month(text, &month)) {
        year = r->year;
    } else if (!month_of(text, &year, &month)) {
        no_month(r, column, text);
        return false;
    }
    char month_text[16];
    (void)snprintf(month_text, sizeof month_text, "%04d-%02d", year, month);
    if (r->today != NULL && strncmp(month_text, r->today, 7) > 0) {
        reader_wrong(r, column, ERR_RANGE, _("%s is not over, nor begun"),
                     month_text);
        return false;
    }
    *out = year * 100 + month;
    return true;
}

bool cell_date(struct reader *r, size_t column, const char **out)
{
    const char *text;
    char shown[EXCERPT_MAX];
    char date[DATE_BYTES];
    int64_t day = 0;
    if (!look(r, column, &text))
        return false;
    if (text == NULL)
        return true;
    if (!day_parse(text, &day)) {
        reader_wrong(r, column, ERR_FORMAT,
                     _("“%s” is no date; expected 2026-12-31"),
                     excerpt(text, shown));
        return false;
    }
    day_print(day, date);
    *out = arena_text(r->arena, date);
    return *out != NULL;
}

/* What is behind the year, on its own: "" of 2026, 2026年 and 2026年度. */
static const char *rest_of_period(const char *text)
{
    const char *p = text + 4;
    (void)skip(&p, "年");
    (void)skip(&p, "度");
    return p + strspn(p, " ");
}

bool cell_period(struct reader *r, size_t column, const char **out,
                 int *year)
{
    const char *text;
    char shown[EXCERPT_MAX];
    char whole[128];
    if (!look(r, column, &text))
        return false;
    const char *p = text;
    bool fine = text != NULL && strspn(text, "0123456789") == 4 &&
                digits(&p, 4, year) && *year >= 1900 && *year <= 2200 &&
                (*p == '\0' || strchr("-/.", *p) == NULL);
    if (!fine) {
        reader_wrong(r, column, ERR_FORMAT,
                     _("“%s” is no period; expected 2026年 or 2026年上半年"),
                     excerpt(text != NULL ? text : "", shown));
        return false;
    }
    const char *rest = rest_of_period(text);
    if (strlen(rest) > 60) {
        reader_wrong(r, column, ERR_RANGE, _("the text is too long"));
        return false;
    }
    (void)snprintf(whole, sizeof whole, "%04d年%s", *year, rest);
    *out = arena_text(r->arena, whole);
    return *out != NULL;
}

/* ---- units ---- */

static int by_name(const void *a, const void *b, void *units)
{
    const struct unit *u = ((const struct units *)units)->unit;
    return strcmp(u[*(const size_t *)a].name, u[*(const size_t *)b].name);
}

static bool index_names(struct reader *r)
{
    if (r->by_name != NULL)
        return true;
    size_t *list = arena_alloc(r->arena, r->units->count + 1, sizeof *list);
    if (list == NULL)
        return false;
    for (size_t i = 0; i < r->units->count; i++)
        list[i] = i;
    qsort_r(list, r->units->count, sizeof *list, by_name,
            (void *)(uintptr_t)r->units);
    r->by_name = list;
    return true;
}

/* Units called so: how many, and the first in *out. */
static size_t find_name(struct reader *r, const char *name, size_t *out)
{
    size_t low = 0;
    size_t n = 0;
    if (!index_names(r))
        return 0;
    for (size_t high = r->units->count; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(r->units->unit[r->by_name[middle]].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + n < r->units->count &&
           strcmp(r->units->unit[r->by_name[low + n]].name, name) == 0)
        n++;
    if (n > 0)
        *out = r->by_name[low];
    return n;
}

/* "0101 东乡" */
static long find_both(const struct reader *r, const char *text)
{
    char code[16];
    size_t n = strcspn(text, " ");
    if (text[n] == '\0' || n >= sizeof code)
        return -1;
    memcpy(code, text, n);
    code[n] = '\0';
    long found = units_find(r->units, code);
    const char *name = text + n + strspn(text + n, " ");
    return found >= 0 && strcmp(r->units->unit[found].name, name) == 0 ? found
                                                                       : -1;
}

/* 101 for 0101: the spreadsheet took the code for a number. */
static const char *with_zeros(const struct reader *r, const char *text)
{
    for (size_t i = 0; i < r->units->count; i++) {
        const char *code = r->units->unit[i].code;
        if (code[0] == '0' && strcmp(code + strspn(code, "0"), text) == 0)
            return code;
    }
    return NULL;
}

static void no_such_unit(struct reader *r, size_t column, const char *text)
{
    char shown[EXCERPT_MAX];
    const char *meant = with_zeros(r, text);
    if (meant != NULL)
        reader_wrong(r, column, ERR_NOTFOUND,
                     _("there is no unit “%s”; the spreadsheet dropped the "
                       "zeros of %s: format the column as text, or give the "
                       "units' names"),
                     excerpt(text, shown), meant);
    else
        reader_wrong(r, column, ERR_NOTFOUND,
                     _("there is no unit “%s” in this round, neither as code "
                       "nor as name"),
                     excerpt(text, shown));
}

bool cell_unit(struct reader *r, size_t column, size_t *out)
{
    const char *text;
    char shown[EXCERPT_MAX];
    if (!look(r, column, &text))
        return false;
    if (text == NULL)
        return true;
    long code = units_find(r->units, text);
    if (code < 0)
        code = find_both(r, text);
    if (code >= 0) {
        *out = (size_t)code;
        return true;
    }
    size_t n = find_name(r, text, out);
    if (n == 1)
        return true;
    if (n > 1)
        reader_wrong(r, column, ERR_FORMAT,
                     _("%zu units are called “%s”; give the code"), n,
                     excerpt(text, shown));
    else
        no_such_unit(r, column, text);
    return false;
}
