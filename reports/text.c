/* reports/text.c - see text.h. */
#include "reports/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/num.h"

enum {
    JOB_BYTES = 256 * 1024 * 1024,
    CHAIN_BYTES = 64 * 1024,
    MAX_DECIMALS = 4,
};

enum err_code job_init(struct job *job, struct err *err)
{
    *job = (struct job){.arena = arena_new(JOB_BYTES)};
    if (!job->arena)
        return err_set(err, ERR_NOMEM, 0, _("no memory for a report"));
    return ERR_OK;
}

void job_deinit(struct job *job)
{
    arena_free(job->arena);
    *job = (struct job){.arena = NULL};
}

enum err_code job_check(const struct job *job, struct err *err)
{
    if (job->failed)
        return err_set(err, ERR_NOMEM, 0, _("no memory for a report"));
    return ERR_OK;
}

void *job_alloc(struct job *job, size_t n, size_t size)
{
    void *room = arena_alloc(job->arena, n ? n : 1, size);

    if (!room)
        job->failed = true;
    return room;
}

const char *job_textf(struct job *job, const char *fmt, ...)
{
    va_list args, again;
    char *text;
    int n;

    va_start(args, fmt);
    va_copy(again, args);
    n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    text = n < 0 ? NULL : job_alloc(job, (size_t)n + 1, 1);
    if (text)
        vsnprintf(text, (size_t)n + 1, fmt, again);
    else
        job->failed = true;
    va_end(again);
    return text ? text : "";
}

void chain_init(struct chain *chain)
{
    str_init(&chain->text, CHAIN_BYTES);
    chain->count = 0;
}

void chain_add(struct chain *chain, const char *piece)
{
    if (chain->count++ > 0)
        str_add(&chain->text, "、");
    str_add(&chain->text, piece);
}

const char *chain_take(struct chain *chain, struct job *job)
{
    const char *text = job_textf(job, "%s", chain->text.text);

    if (!str_ok(&chain->text))
        job->failed = true;
    str_deinit(&chain->text);
    return text;
}

const char *text_numeral(struct job *job, size_t n)
{
    static const char *const digit[] = {"",   "一", "二", "三", "四",
                                        "五", "六", "七", "八", "九"};

    if (n < 10)
        return digit[n];
    if (n < 20)
        return job_textf(job, "十%s", digit[n - 10]);
    if (n < 100)
        return job_textf(job, "%s十%s", digit[n / 10], digit[n % 10]);
    return job_textf(job, "%zu", n);
}

/* Does `shown` (units of 10^-decimals per cent) stand on the wrong side of a
 * line, or on a line the exact share does not touch? */
static bool misleads(struct ratio r, int64_t shown, int64_t scale,
                     int line_permille)
{
    int64_t line = line_permille * scale;
    int64_t exact = r.num * 1000 - (int64_t)line_permille * r.den;

    return (exact < 0 && shown >= line) || (exact > 0 && shown <= line);
}

const char *text_rate(struct job *job, struct ratio r, int line_permille)
{
    int64_t scale = 1, shown = 0;
    int decimals = 1;
    char out[32];

    if (r.den <= 0)
        return "—";
    for (;; decimals++, scale *= 10) {
        shown = num_percent(r.num, r.den, decimals);
        if (!misleads(r, shown, scale, 0) && !misleads(r, shown, scale, 1000) &&
            (line_permille <= 0 || !misleads(r, shown, scale, line_permille)))
            break;
        if (decimals == MAX_DECIMALS) { /* one step short of the line */
            shown += r.num * 1000 * scale < shown * r.den ? -1 : 1;
            num_print_real((double)shown / 1e4, decimals, out, sizeof(out));
            return job_textf(job, "%s", out);
        }
    }
    return job_textf(
        job, "%s", num_print_percent(r.num, r.den, decimals, out, sizeof(out)));
}

const char *text_percent(struct job *job, struct ratio r, int line_permille)
{
    const char *rate = text_rate(job, r, line_permille);

    return r.den > 0 ? job_textf(job, "%s%%", rate) : rate;
}

const char *text_share(struct job *job, double share)
{
    char out[32];

    return job_textf(job, "%s",
                     num_print_real(share * 100, 1, out, sizeof(out)));
}

const char *text_line(struct job *job, int permille)
{
    if (permille % 10 == 0)
        return job_textf(job, "%d%%", permille / 10);
    return job_textf(job, "%d.%d%%", permille / 10, permille % 10);
}

const char *text_interval(struct job *job, struct interval interval)
{
    if (interval.low < 0)
        return "—";
    return job_textf(job, "%s～%s", text_share(job, interval.low),
                     text_share(job, interval.high));
}

const char *text_score(struct job *job, double score, int64_t n)
{
    char out[32];

    if (n <= 0)
        return "—";
    return job_textf(job, "%s", num_print_real(score, 1, out, sizeof(out)));
}

const char *text_count(struct job *job, int64_t n)
{
    return job_textf(job, "%lld", (long long)n);
}

const char *text_date(struct job *job, const char *iso)
{
    int64_t year, month, day;
    char part[8];

    if (strlen(iso) < 10 || iso[4] != '-' || iso[7] != '-')
        return job_textf(job, "%s", iso);
    snprintf(part, sizeof(part), "%.4s", iso);
    if (!num_parse_int(part, 1, 9999, &year))
        return job_textf(job, "%s", iso);
    snprintf(part, sizeof(part), "%.2s", iso + 5);
    if (!num_parse_int(part, 1, 12, &month))
        return job_textf(job, "%s", iso);
    snprintf(part, sizeof(part), "%.2s", iso + 8);
    if (!num_parse_int(part, 1, 31, &day))
        return job_textf(job, "%s", iso);
    return job_textf(job, "%lld年%lld月%lld日", (long long)year,
                     (long long)month, (long long)day);
}

const char *text_flat(struct job *job, const char *text)
{
    char *copy = job_alloc(job, strlen(text) + 1, 1);

    if (!copy)
        return "";
    for (size_t i = 0; text[i] != '\0'; i++)
        copy[i] = text[i] == '\n' ? ' ' : text[i];
    return copy;
}
