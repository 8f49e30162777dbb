/* engine/survey/when.c - does a condition hold, and who is asked what. */
#include "engine/survey/when.h"

#include <string.h>

static bool answered(const struct when_given *g)
{
    return g->choices != 0 || g->written;
}

bool when_holds(const struct when *w, const struct when_given given[])
{
    switch (w->kind) {
    case WHEN_CHOSEN: return (given[w->item].choices & w->choices) != 0;
    case WHEN_ANSWERED: return answered(&given[w->item]);
    case WHEN_NOT: return !when_holds(w->left, given);
    case WHEN_AND:
        return when_holds(w->left, given) && when_holds(w->right, given);
    case WHEN_OR:
        return when_holds(w->left, given) || when_holds(w->right, given);
    }
    return false;
}

/* The choices after which nothing more is asked. */
static bool ends(const struct item *item, uint64_t choices)
{
    if (item->role != ROLE_SCREEN || item->scale == NULL)
        return false;
    for (size_t k = 0; k < item->scale->choice_count; k++)
        if ((choices >> k & 1) != 0 &&
            item->scale->choices[k].meaning == MEANS_ENDS)
            return true;
    return false;
}

void when_route(const struct questionnaire *q, struct when_given given[],
                bool asked[])
{
    bool over = false;
    for (size_t i = 0; i < q->item_count; i++) {
        const struct item *item = &q->items[i];
        asked[i] = !over &&
                   (item->when == NULL || when_holds(item->when, given));
        if (!asked[i])
            given[i] = (struct when_given){.choices = 0};
        over = over || ends(item, given[i].choices);
    }
}

bool when_names(const struct when *w, size_t item)
{
    if (w == NULL)
        return false;
    switch (w->kind) {
    case WHEN_CHOSEN:
    case WHEN_ANSWERED: return w->item == item;
    case WHEN_NOT: return when_names(w->left, item);
    case WHEN_AND:
    case WHEN_OR: break;
    }
    return when_names(w->left, item) || when_names(w->right, item);
}

const struct when *when_both(const struct when *a, const struct when *b,
                             struct arena *arena)
{
    if (a == NULL || b == NULL)
        return a != NULL ? a : b;
    struct when *both = arena_alloc(arena, 1, sizeof *both);
    if (both != NULL)
        *both = (struct when){.kind = WHEN_AND, .left = a, .right = b};
    return both;
}

size_t questionnaire_ordinal(const struct questionnaire *q, size_t item)
{
    size_t n = 0;
    for (size_t i = 0; i <= item; i++)
        n += q->items[i].cells == NULL && q->items[i].place == 0;
    return n;
}
