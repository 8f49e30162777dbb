/* engine/gate/route.c - see route.h. */
#include "engine/gate/route.h"

#include "engine/base/limits.h"

static struct when_given given_of(const struct item *item,
                                  const struct answer_row *a)
{
    struct when_given g = {.choices = 0};
    if (item->kind == ITEM_TEXT)
        g.written = a->ink && a->state != ANSWER_BLANK;
    else if (a->state == ANSWER_GIVEN)
        g.choices = a->choices;
    return g;
}

void route_response(const struct questionnaire *q, size_t n,
                    const struct answer_row answers[], bool asked[])
{
    struct when_given given[LIMIT_ITEMS] = {{.choices = 0}};
    for (size_t i = 0; i < q->item_count; i++)
        asked[i] = true;
    if (!q->routed)
        return;
    for (size_t i = 0; i < n; i++)
        given[answers[i].item] =
            given_of(&q->items[answers[i].item], &answers[i]);
    when_route(q, given, asked);
}

bool route_stray(const struct answer_row *a)
{
    return a->state != ANSWER_BLANK &&
           (a->choices != 0 || a->ink || a->state != ANSWER_GIVEN);
}
