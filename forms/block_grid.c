/* forms/block_grid.c - see block_grid.h. */
#include "forms/block_grid.h"

#include <math.h>

#include "engine/base/units.h"
#include "forms/frame.h"

#define GRID_PITCH_MAX 30.0
#define SHORT_LABEL .45    /* of the width */
#define SHIFT_MAX 8.0      /* to the right, away from the boxes of the back */
#define SHIFT_STEP .5
#define SHINE_MM 6.0       /* two boxes nearer than this may shine through */

static const struct scale *scale_of(const struct setter *s, size_t item)
{
    return s->q->items[item].scale;
}

double cell_width(struct setter *s, enum text_kind kind, size_t item,
                  size_t choice)
{
    const struct choice *c = &scale_of(s, item)->choices[choice];
    return BOX_MM_SIDE + BOX_LABEL_GAP +
           setter_width(s, kind, c->text, s->q->items[item].code);
}

double label_end(struct setter *s, size_t item)
{
    const struct item *it = &s->q->items[item];
    return item_text_x(s) +
           setter_width(s, TEXT_QUESTION, it->text, it->code);
}

bool grid_short(struct setter *s, size_t item)
{
    const struct item *it = &s->q->items[item];
    return it->kind == ITEM_SINGLE && it->gloss == NULL &&
           it->grid == NULL &&
           label_end(s, item) - FRAME_LEFT <= SHORT_LABEL * FRAME_WIDTH;
}

/* The largest pitch at which an item's boxes fit from x on; 0 when even the
 * smallest that keeps words and next box apart does not. */
static double pitch_for(struct setter *s, size_t item, double x)
{
    size_t n = scale_of(s, item)->choice_count;
    double need = BOX_PITCH_MIN;
    for (size_t i = 0; i + 1 < n; i++)
        need = fmax(need, cell_width(s, TEXT_OPTION, item, i) + WORDS_TO_BOX);
    double room = FRAME_RIGHT - x - cell_width(s, TEXT_OPTION, item, n - 1);
    if (n == 1)
        return room >= 0 ? GRID_PITCH_MAX : 0;
    room /= (double)(n - 1);
    return room >= need ? fmin(room, GRID_PITCH_MAX) : 0;
}

bool grid_take(struct setter *s, size_t item, const struct grid *g,
               double out[])
{
    size_t n = scale_of(s, item)->choice_count;
    double stride = 1, widest = 0;
    if (g->pitch <= 0)
        return false;
    for (size_t i = 0; i + 1 < n; i++)
        widest = fmax(widest, cell_width(s, TEXT_OPTION, item, i));
    while (stride * g->pitch < widest + WORDS_TO_BOX - .01)
        stride++;
    for (size_t i = 0; out != NULL && i < n; i++)
        out[i] = g->x + (double)i * stride * g->pitch;
    return g->x + (double)(n - 1) * stride * g->pitch +
               cell_width(s, TEXT_OPTION, item, n - 1) <=
           FRAME_RIGHT + .01;
}

/* The grid from x on; *held counts the questions it holds. */
static struct grid grid_from(struct setter *s, const struct section *sec,
                             double x, size_t *held)
{
    struct grid g = {x, GRID_PITCH_MAX};
    size_t last = sec->first_item + sec->item_count;
    bool any = false;
    *held = 0;
    for (size_t item = sec->first_item; item < last; item++) {
        double pitch = grid_short(s, item) ? pitch_for(s, item, x) : 0;
        if (pitch > 0)
            g.pitch = fmin(g.pitch, pitch);
        any = any || pitch > 0;
    }
    if (!any)
        g.pitch = 0;
    for (size_t item = sec->first_item; item < last; item++)
        *held += grid_short(s, item) && grid_take(s, item, &g, NULL);
    return g;
}

/* ---- the back of the sheet ---- */

/* How many boxes of the section would lie where a table on the back has a
 * column: flipped on the long edge, x becomes 210 - x. */
static size_t count_shine(struct setter *s, const struct section *sec,
                          const struct grid *g, size_t n,
                          const double columns[])
{
    size_t hits = 0;
    for (size_t i = 0; i < sec->item_count; i++) {
        double x[LIMIT_CHOICES];
        size_t item = sec->first_item + i;
        if (!grid_short(s, item) || !grid_take(s, item, g, x))
            continue;
        for (size_t k = 0; k < scale_of(s, item)->choice_count; k++)
            for (size_t c = 0; c < n; c++)
                hits += fabs(x[k] + BOX_MM_SIDE / 2 -
                             (A4_W_MM - columns[c])) < SHINE_MM;
    }
    return hits;
}

/* Centres of the columns of all tables. */
static size_t all_columns(struct setter *s, double out[], size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < s->q->section_count; i++) {
        if (n + MATRIX_COLUMNS_MAX > room)
            break;
        if (table_fits(s->q, i))
            n += table_columns(s, i, out + n);
        else if (matrix_fits(s->q, i))
            n += matrix_columns(s, i, out + n);
    }
    return n;
}

struct grid section_grid(struct setter *s, size_t section)
{
    enum { COLUMNS_ROOM = 16 * MATRIX_COLUMNS_MAX };
    const struct section *sec = &s->q->sections[section];
    double x = 0, columns[COLUMNS_ROOM];
    for (size_t i = 0; i < sec->item_count; i++)
        if (grid_short(s, sec->first_item + i))
            x = fmax(x, label_end(s, sec->first_item + i) + LABEL_TO_BOX);
    size_t held = 0, n = all_columns(s, columns, COLUMNS_ROOM);
    struct grid best = grid_from(s, sec, x, &held);
    size_t best_hits = count_shine(s, sec, &best, n, columns);
    for (double shift = SHIFT_STEP; best_hits > 0 && shift <= SHIFT_MAX;
         shift += SHIFT_STEP) {
        size_t holds = 0;
        struct grid g = grid_from(s, sec, x + shift, &holds);
        size_t hits = count_shine(s, sec, &g, n, columns);
        if (holds == held && hits < best_hits) {
            best = g;
            best_hits = hits;
        }
    }
    return best;
}
