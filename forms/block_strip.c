/* forms/block_strip.c - how to fill in, shown: the right mark, wrong ones,
 * and how to correct.  Drawn with real boxes, for readers in a hurry. */
#include "engine/base/i18n.h"
#include "forms/block.h"
#include "forms/frame.h"

#define STRIP_MM 20.5
#define SHADE .06
#define PEN_MM .5     /* of the hand that fills in the examples */
#define BOXES_DOWN 7.6
#define WORDS_DOWN 15.9

/* ---- marks of a hand, round the centre of a box ---- */

enum { CURVE = 12 };

/* Down, then up and out to the right like a √ written quickly. */
static void tick(struct scene *scene, double x, double y)
{
    double xy[2 * (CURVE + 2)] = {x - 1.5, y - .1};
    for (int i = 0; i <= CURVE; i++) {
        double t = (double)i / CURVE, u = 1 - t;
        xy[2 * i + 2] = x + u * u * -.55 + 2 * u * t * .35 + t * t * 2.5;
        xy[2 * i + 3] = y + u * u * 1.55 + 2 * u * t * -.75 + t * t * -2.5;
    }
    scene_path(scene, CURVE + 2, xy, PEN_MM, 1);
}

static void dot(struct scene *scene, double x, double y)
{
    scene_circle(scene, x - .2, y + .1, .28, PEN_MM);
}

static void circle(struct scene *scene, double x, double y)
{
    scene_circle(scene, x, y, 4.1, PEN_MM);
}

static void outside(struct scene *scene, double x, double y)
{
    tick(scene, x + 5.4, y + .4);
}

/* Strokes up and down until nothing of the white is left. */
static void filled(struct scene *scene, double x, double y)
{
    enum { STROKES = 13 };
    static const double WOBBLE[] = {.15, -.1, .05, .2, -.15};
    double xy[2 * STROKES];
    for (int i = 0; i < STROKES; i++) {
        double swing = 2.05 + WOBBLE[i % 5];
        xy[2 * i] = x - 2.15 + 4.3 * i / (STROKES - 1);
        xy[2 * i + 1] = y + (i % 2 == 0 ? swing : -swing);
    }
    scene_path(scene, STROKES, xy, .62, 1);
}

/* ---- the strip ---- */

struct example {
    double x;            /* centre of its box, from FRAME_LEFT */
    void (*mark)(struct scene *, double x, double y);
    const char *words;   /* under it, centred at words_x; or NULL */
    double words_x;
};

/* Lengths fitted by eye: about equal gaps between what belongs together. */
static const struct example EXAMPLES[] = {
    {18, tick, "框内打√", 12.6},
    {47.5, dot, "点一点", 47.5},
    {62, circle, "画圈", 62},
    {76.5, outside, "打在框外", 79},
    {95.5, tick, "选了两项", 100},
    {104.5, tick, NULL, 0},
    {136, filled, "填错时把该□涂满，再重新选择", 141.5},
    {151, tick, NULL, 0},
};

static const struct {
    double x;
    const char *words;
} LABELS[] = {{4, "正确"}, {31.5, "错误"}, {117.5, "改正"}};

static const double DIVIDERS[] = {26.5, 112.8};

#define ARROW_FROM 140.5
#define ARROW_TO 146.5

enum { EXAMPLE_COUNT = sizeof EXAMPLES / sizeof EXAMPLES[0],
       LABEL_COUNT = sizeof LABELS / sizeof LABELS[0] };

struct strip {
    const struct para *words[EXAMPLE_COUNT]; /* NULL where there are none */
    const struct para *labels[LABEL_COUNT];
};

/* From the blackened box to the new choice. */
static void arrow(struct scene *scene, double x1, double x2, double y)
{
    scene_line(scene, x1, y, x2, y, .3, 1);
    const double head[] = {x2 - 1.3, y - .8, x2, y, x2 - 1.3, y + .8};
    scene_path(scene, 3, head, .3, 1);
}

static void place_strip(const struct block *b, struct side *side, double y,
                        double h)
{
    const struct strip *strip = b->data;
    struct scene *scene = side->scene;
    struct rect_mm all = {FRAME_LEFT, y, FRAME_WIDTH, h};
    double boxes = y + h * BOXES_DOWN / STRIP_MM;
    double words = y + h * WORDS_DOWN / STRIP_MM;
    scene_fill(scene, all, SHADE);
    for (size_t i = 0; i < sizeof DIVIDERS / sizeof DIVIDERS[0]; i++)
        scene_line(scene, FRAME_LEFT + DIVIDERS[i], y + 3,
                   FRAME_LEFT + DIVIDERS[i], y + h - 3, .2, .5);
    for (size_t i = 0; i < LABEL_COUNT; i++)
        block_para_middle(side, strip->labels[i], FRAME_LEFT + LABELS[i].x,
                          boxes);
    for (size_t i = 0; i < EXAMPLE_COUNT; i++) {
        const struct example *e = &EXAMPLES[i];
        double x = FRAME_LEFT + e->x;
        struct rect_mm at = {x - BOX_MM_SIDE / 2, boxes - BOX_MM_SIDE / 2,
                             BOX_MM_SIDE, BOX_MM_SIDE};
        scene_box(scene, at, side->outline_mm);
        e->mark(scene, x, boxes);
        if (strip->words[i] != NULL)
            block_para_middle(side, strip->words[i],
                              FRAME_LEFT + e->words_x -
                                  strip->words[i]->measure_mm / 2,
                              words);
    }
    arrow(scene, FRAME_LEFT + ARROW_FROM, FRAME_LEFT + ARROW_TO, boxes);
}

void blocks_strip(struct setter *s, struct blocks *list)
{
    struct strip *strip = block_data(s, 1, sizeof *strip);
    if (strip == NULL)
        return;
    struct para_style words = setter_style(s, TEXT_FOOT);
    struct para_style label = setter_style(s, TEXT_COLUMN);
    words.align = ALIGN_CENTRE;
    label.align = ALIGN_LEFT;
    for (size_t i = 0; i < EXAMPLE_COUNT; i++)
        if (EXAMPLES[i].words != NULL)
            strip->words[i] = setter_styled(s, &words, 60, EXAMPLES[i].words,
                                            _("instructions"));
    for (size_t i = 0; i < LABEL_COUNT; i++)
        strip->labels[i] = setter_styled(s, &label, 30, LABELS[i].words,
                                         _("instructions"));
    struct block *b = block_add(s, list, place_strip, strip);
    if (b == NULL)
        return;
    b->gap = 2.5;
    b->gap_grow = 2;
    b->height = STRIP_MM;
    b->grow = 1.5;
}
