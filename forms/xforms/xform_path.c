/* forms/xforms/xform_path.c - places and conditions as XPath.
 *
 * An item that is not relevant has an empty value for every engine we know,
 * which is what engine/survey/when.h says of items not asked. */
#include "engine/survey/when.h"
#include "forms/xforms/xform.h"

void xform_path(const struct item *item, struct str *out)
{
    str_addf(out, "/data/a/%s",
             item->grid != NULL ? item->grid->code : item->code);
}

static void put_chosen(const struct item *item, uint64_t choices,
                       struct str *out)
{
    const char *sep = "";
    bool several = (choices & (choices - 1)) != 0;
    if (several)
        str_add_char(out, '(');
    for (size_t k = 0; k < item->scale->choice_count; k++) {
        if ((choices >> k & 1) == 0)
            continue;
        str_add(out, sep);
        if (item->kind == ITEM_MULTI)
            str_add(out, "selected(");
        xform_path(item, out);
        str_addf(out, item->kind == ITEM_MULTI ? ", '%s')" : " = '%s'",
                 item->scale->choices[k].code);
        sep = " or ";
    }
    if (several)
        str_add_char(out, ')');
}

static void put_when(const struct questionnaire *q, const struct when *w,
                     struct str *out)
{
    switch (w->kind) {
    case WHEN_CHOSEN: put_chosen(&q->items[w->item], w->choices, out); return;
    case WHEN_ANSWERED:
        str_add(out, "normalize-space(");
        xform_path(&q->items[w->item], out);
        str_add(out, ") != ''");
        return;
    case WHEN_NOT:
        str_add(out, "not(");
        put_when(q, w->left, out);
        str_add_char(out, ')');
        return;
    case WHEN_AND:
    case WHEN_OR: break;
    }
    str_add_char(out, '(');
    put_when(q, w->left, out);
    str_add(out, w->kind == WHEN_AND ? " and " : " or ");
    put_when(q, w->right, out);
    str_add_char(out, ')');
}

void xform_relevant(const struct questionnaire *q, size_t i, struct str *out)
{
    size_t before = out->n;
    for (size_t e = 0; e < i; e++) {
        const struct item *item = &q->items[e];
        uint64_t ends = 0;
        for (size_t k = 0; item->role == ROLE_SCREEN && item->scale != NULL &&
                           k < item->scale->choice_count;
             k++)
            if (item->scale->choices[k].meaning == MEANS_ENDS)
                ends |= UINT64_C(1) << k;
        if (ends == 0)
            continue;
        str_add(out, out->n > before ? " and not(" : "not(");
        put_chosen(item, ends, out);
        str_add_char(out, ')');
    }
    if (q->items[i].when == NULL)
        return;
    str_add(out, out->n > before ? " and " : "");
    put_when(q, q->items[i].when, out);
}
