/* reports/gongwen_title.c - where a long title may break.
 *
 * 公文 titles are broken at words, never inside one, in lines of like length
 * (GB/T 9704-2012, 7.3.1).  There is no dictionary here: a list of the words
 * such titles are made of, and a price for any other place.  The cheapest
 * way to reach the end wins.
 */
#include "reports/gongwen_parts.h"

#include <math.h>
#include <string.h>

#include "engine/base/utf8.h"

enum { MAX_CHARS = 240 };

static const char *const WORDS[] = {
    "人口和计划生育", "农民兄弟姐妹", "流动人口", "民主评议", "评议结果",
    "计划生育",       "整改情况",     "评计生",   "农民工",   "下评上",
    "上半年",         "下半年",       "第一季度", "第二季度", "第三季度",
    "第四季度",       "领导小组",     "办事机构", "服务机构", "关于",
    "活动",           "评议",         "结果",     "通报",     "情况",
    "整改",           "问题",         "报告",     "系统",     "发现",
    "落实",           "反映",         "年度",     "人口",     "计生",
    "群众",           "政务服务",     "政风行风", "机关作风", "民主测评",
    "好差评",         "农民",         "兄弟",     "姐妹",     "服务",
    "机构",           "工作",         "满意度",   "问卷",     "调查",
};

struct title {
    size_t count;             /* characters */
    size_t at[MAX_CHARS + 1]; /* byte offset of each, and the end */
    uint32_t c[MAX_CHARS + 1];
    bool inside[MAX_CHARS + 1];   /* a break here would cut a word */
    bool boundary[MAX_CHARS + 1]; /* a word starts or ends here */
    double x[MAX_CHARS + 1];      /* width up to here, em */
};

static bool is_ascii_word(uint32_t c)
{
    return c > ' ' && c < 0x7F;
}

static bool is_opener(uint32_t c)
{
    return c == 0x201C || c == 0x2018 || c == 0x300A || c == 0xFF08 ||
           c == 0x3014;
}

static bool is_closer(uint32_t c)
{
    return c == 0x201D || c == 0x2019 || c == 0x300B || c == 0xFF09 ||
           c == 0x3015 || c == 0x3001 || c == 0xFF0C || c == 0x3002;
}

static void mark_words(struct title *t, const char *text)
{
    for (size_t w = 0; w < sizeof(WORDS) / sizeof(WORDS[0]); w++) {
        size_t n = strlen(WORDS[w]);

        for (size_t i = 0; i < t->count; i++) {
            size_t end = t->at[i] + n;

            if (strncmp(text + t->at[i], WORDS[w], n) != 0)
                continue;
            t->boundary[i] = true;
            while (t->at[i + 1] < end)
                t->inside[++i] = true;
            t->boundary[i + 1] = true;
        }
    }
}

static void measure(struct title *t, const char *text)
{
    const char *p = text;

    while (*p && t->count < MAX_CHARS) {
        uint32_t c;

        t->at[t->count] = (size_t)(p - text);
        c = utf8_next(&p);
        t->c[t->count] = c;
        t->x[t->count + 1] =
            t->x[t->count] + (is_ascii_word(c) || c == ' ' ? .56 : 1);
        t->count++;
    }
    t->at[t->count] = (size_t)(p - text);
    for (size_t i = 1; i < t->count; i++) {
        uint32_t before = t->c[i - 1], after = t->c[i];

        t->inside[i] = (is_ascii_word(before) &&
                        (is_ascii_word(after) || after == 0x5E74 /* 年 */)) ||
                       is_opener(before) || is_closer(after) ||
                       after == 0x7684 /* 的 */ || after == 0x548C /* 和 */;
        t->boundary[i] =
            is_closer(before) || is_opener(after) || before == 0x7684;
    }
}

/* Price of a break before character i, in squared em. */
static double price(const struct title *t, size_t i)
{
    if (i == t->count)
        return 0;
    if (t->inside[i])
        return 400;
    return t->boundary[i] ? 0 : 60;
}

struct search {
    double best[TITLE_LINES + 1][MAX_CHARS + 1];
    size_t from[TITLE_LINES + 1][MAX_CHARS + 1];
};

/* Cheapest way to end line l after character i, for every l and i. */
static double find_breaks(const struct title *t, size_t lines, double width_em,
                          struct search *s)
{
    double even = t->x[t->count] / (double)lines;

    for (size_t l = 0; l <= lines; l++)
        for (size_t i = 0; i <= t->count; i++)
            s->best[l][i] = l == 0 && i == 0 ? 0 : HUGE_VAL;
    for (size_t l = 1; l <= lines; l++)
        for (size_t i = 1; i <= t->count; i++)
            for (size_t j = 0; j < i; j++) {
                double w = t->x[i] - t->x[j], off = w - even;
                double cost = s->best[l - 1][j] + off * off + price(t, i);

                if (w > width_em || cost >= s->best[l][i])
                    continue;
                s->best[l][i] = cost;
                s->from[l][i] = j;
            }
    return s->best[lines][t->count];
}

size_t title_break(const char *text, double width_em,
                   size_t breaks[TITLE_LINES])
{
    struct title t = {.count = 0};
    struct search s = {0};
    size_t lines;

    measure(&t, text);
    mark_words(&t, text);
    lines = (size_t)fmax(1, ceil(t.x[t.count] / width_em));
    while (lines <= TITLE_LINES && find_breaks(&t, lines, width_em, &s) >= 400)
        lines++; /* one more line is better than a word cut in two */
    if (lines > TITLE_LINES) {
        breaks[0] = t.at[t.count];
        return 0;
    }
    for (size_t l = lines, i = t.count; l > 0; l--) {
        breaks[l - 1] = t.at[i];
        i = s.from[l][i];
    }
    return lines;
}
