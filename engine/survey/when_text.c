/* engine/survey/when_text.c - conditions as text: in their one spelling, and
 * in the words printed on sheets. */
#include <string.h>

#include "engine/survey/when.h"

/* ---- the one spelling ---- */

static size_t bits(uint64_t set)
{
    return (size_t)__builtin_popcountll(set);
}

static void print_choices(const struct item *item, uint64_t choices,
                          const char *between, struct str *out)
{
    const char *sep = "";
    for (size_t k = 0; k < item->scale->choice_count; k++) {
        if ((choices >> k & 1) == 0)
            continue;
        str_addf(out, "%s%s", sep, item->scale->choices[k].code);
        sep = between;
    }
}

static void print_chosen(const struct item *item, uint64_t choices,
                         bool unequal, struct str *out)
{
    if (item->kind == ITEM_MULTI) {
        const char *sep = "";
        for (size_t k = 0; k < item->scale->choice_count; k++) {
            if ((choices >> k & 1) == 0)
                continue;
            str_addf(out, "%sselected(%s, %s)", sep, item->code,
                     item->scale->choices[k].code);
            sep = " or ";
        }
        return;
    }
    bool one = bits(choices) == 1;
    str_addf(out, one ? unequal ? "%s != " : "%s = " : "%s in (", item->code);
    print_choices(item, choices, ", ", out);
    if (!one)
        str_add_char(out, ')');
}

/* How tightly a node binds: or 0, and 1, not 2, tests 3. */
static int rank(const struct questionnaire *q, const struct when *w)
{
    switch (w->kind) {
    case WHEN_OR: return 0;
    case WHEN_AND: return 1;
    case WHEN_NOT: return 2;
    case WHEN_CHOSEN: /* several of several are printed joined by "or" */
        return q->items[w->item].kind == ITEM_MULTI && bits(w->choices) > 1
                   ? 0
                   : 3;
    case WHEN_ANSWERED: break;
    }
    return 3;
}

static void print_ranked(const struct questionnaire *q, const struct when *w,
                         int least, struct str *out)
{
    bool wrap = rank(q, w) < least;
    if (wrap)
        str_add_char(out, '(');
    when_print(q, w, out);
    if (wrap)
        str_add_char(out, ')');
}

void when_print(const struct questionnaire *q, const struct when *w,
                struct str *out)
{
    const struct when *in = w->left;
    switch (w->kind) {
    case WHEN_CHOSEN:
        print_chosen(&q->items[w->item], w->choices, false, out);
        return;
    case WHEN_ANSWERED:
        str_addf(out, "answered(%s)", q->items[w->item].code);
        return;
    case WHEN_NOT:
        if (in->kind == WHEN_CHOSEN && bits(in->choices) == 1 &&
            q->items[in->item].kind != ITEM_MULTI) {
            print_chosen(&q->items[in->item], in->choices, true, out);
            return;
        }
        str_add(out, "not ");
        print_ranked(q, in, 2, out);
        return;
    case WHEN_AND:
        print_ranked(q, w->left, 1, out);
        str_add(out, " and ");
        print_ranked(q, w->right, 2, out);
        return;
    case WHEN_OR:
        print_ranked(q, w->left, 0, out);
        str_add(out, " or ");
        print_ranked(q, w->right, 1, out);
        return;
    }
}

/* ---- in words ---- */

/* 第3题, or for a row of a table 第2行 of its own list. */
static void put_question(const struct questionnaire *q, size_t item,
                         struct str *out)
{
    const struct item *it = &q->items[item];
    if (it->cells != NULL)
        str_addf(out, "表中第%zu行",
                 item - q->sections[it->section].first_item + 1);
    else
        str_addf(out, "第%zu题", questionnaire_ordinal(q, item));
}

static void put_chosen(const struct questionnaire *q, const struct when *w,
                       bool no, struct str *out)
{
    const struct item *item = &q->items[w->item];
    const char *sep = "";
    put_question(q, w->item, out);
    str_add(out, no ? "没有选" : "选");
    for (size_t k = 0; k < item->scale->choice_count; k++) {
        if ((w->choices >> k & 1) == 0)
            continue;
        str_addf(out, "%s“%s”", sep, item->scale->choices[k].text);
        sep = "或";
    }
}

/* With "not" pushed down to the tests: 甲和乙不都 is hard to read. */
static void put_words(const struct questionnaire *q, const struct when *w,
                      bool no, bool inner, struct str *out)
{
    switch (w->kind) {
    case WHEN_CHOSEN: put_chosen(q, w, no, out); return;
    case WHEN_ANSWERED:
        put_question(q, w->item, out);
        str_add(out, no ? "没有答" : "答了");
        return;
    case WHEN_NOT: put_words(q, w->left, !no, inner, out); return;
    case WHEN_AND:
    case WHEN_OR: break;
    }
    bool both = (w->kind == WHEN_AND) != no;
    bool wrap = inner && !both; /* 或者 inside 并且 */
    if (wrap)
        str_add(out, "（");
    put_words(q, w->left, no, both, out);
    str_add(out, both ? "，并且" : "，或者");
    put_words(q, w->right, no, both, out);
    if (wrap)
        str_add(out, "）");
}

void when_words(const struct questionnaire *q, const struct when *w,
                struct str *out)
{
    put_words(q, w, false, false, out);
}

/* ---- the instruction ---- */

static bool same_condition(const struct item *a, const struct item *b)
{
    return a->when_text != NULL && b->when_text != NULL &&
           strcmp(a->when_text, b->when_text) == 0;
}

/* Everybody goes on where the run ends, and past what asks for more of the
 * same: rows with conditions of their own under their section's. */
static void put_target(const struct questionnaire *q, const struct when *w,
                       size_t last, struct str *out)
{
    while (last + 1 < q->item_count && q->items[last + 1].when != NULL &&
           q->items[last + 1].when->kind == WHEN_AND &&
           q->items[last + 1].when->left == w)
        last++;
    if (last + 1 < q->item_count && q->items[last + 1].cells == NULL)
        str_addf(out, "跳到第%zu题", questionnaire_ordinal(q, last + 1));
    else if (last + 1 < q->item_count)
        str_add(out, "跳到下一部分");
    else
        str_add(out, "不再回答以下各题");
}

/* The run in words: 第4题, 第4～6题, 以下各行. */
static void put_run(const struct questionnaire *q, size_t first, size_t last,
                    struct str *out)
{
    size_t from = questionnaire_ordinal(q, first);
    size_t to = questionnaire_ordinal(q, last);
    if (q->items[first].cells != NULL)
        str_add(out, "以下各行");
    else if (from == to)
        str_addf(out, "第%zu题", from);
    else
        str_addf(out, "第%zu～%zu题", from, to);
}

bool when_instruction(const struct questionnaire *q, size_t first,
                      size_t *last, struct str *out)
{
    const struct item *item = &q->items[first];
    if (item->when == NULL ||
        (first > 0 && same_condition(item, &q->items[first - 1])))
        return false;
    *last = first;
    while (*last + 1 < q->item_count &&
           same_condition(item, &q->items[*last + 1]))
        ++*last;
    const struct when *w = item->when;
    if (w->kind == WHEN_NOT && w->left->kind == WHEN_CHOSEN) {
        put_words(q, w->left, false, false, out);
        str_add(out, "的，");
        put_target(q, w, *last, out);
        return true;
    }
    put_words(q, w, false, false, out);
    str_add(out, "的，回答");
    put_run(q, first, *last, out);
    str_add(out, "；其他人");
    put_target(q, w, *last, out);
    return true;
}
