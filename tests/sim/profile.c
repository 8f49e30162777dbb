#include "tests/sim/profile.h"

#include <math.h>
#include <string.h>

#include "engine/base/str.h"

void profile_office(struct rng *rng, struct situation *s)
{
    static const double kinds[] = {45, 35, 20}; /* one bit, JPEG, PNG grey */
    *s = (struct situation){.people = people_usual, .effort = 1};
    size_t kind = rng_pick(rng, 3, kinds);
    s->scanner = (struct scanner){
        .dpi = kind == 2 || rng_chance(rng, 0.5) ? 200 : 300,
        .skew_deg = fmax(-1.5, fmin(1.5, rng_normal(rng) * 0.45)),
        .scale_x = rng_range(rng, 0.995, 1.005),
        .scale_y = rng_range(rng, 0.993, 1.007),
        .shift_x_mm = rng_normal(rng) * 0.9,
        .shift_y_mm = rng_normal(rng) * 1.2,
        .stretch_mm = rng_range(rng, 0.0, 0.25),
        .lid = rng_chance(rng, 0.8) ? rng_range(rng, 0.93, 1.0)
                                    : rng_range(rng, 0.02, 0.2),
        .blur_mm = rng_range(rng, 0.02, 0.06),
        .noise = rng_range(rng, 0.8, 3.5),
        .shade = rng_range(rng, 0.0, 0.05),
        .paper_grey = rng_range(rng, 225, 253),
        .ink_grey = rng_range(rng, 8, 45),
        .gamma = rng_range(rng, 0.85, 1.2),
        .bilevel = kind == 0,
        .threshold = rng_range(rng, 0.52, 0.76),
        .adaptive = rng_chance(rng, 0.7),
        .speckle = rng_chance(rng, 0.15) ? rng_range(rng, 0.02, 0.3) : 0.0,
    };
    s->paper = (struct paper){
        .toner = rng_range(rng, 0.0, 0.12),
        .patchy = rng_range(rng, 0.0, 0.05),
        .spread_px = rng_range(rng, 0.2, 0.5),
        .show_through = rng_range(rng, 0.0, 0.04),
        .folds = rng_chance(rng, 0.15) ? 1 : 0,
        .fold_dark = rng_range(rng, 0.03, 0.12),
        .texture = rng_range(rng, 0.0, 3.0),
    };
    s->format = kind == 1   ? FILE_JPEG
                : kind == 2 ? FILE_PNG
                            : (rng_chance(rng, 0.5) ? FILE_TIFF : FILE_PNG);
    s->quality = 70 + (int)rng_below(rng, 21);
}

void profile_inspec(struct rng *rng, struct situation *s)
{
    static const double dpis[] = {150, 200, 300, 400};
    static const double often[] = {15, 40, 38, 7};
    profile_office(rng, s);
    s->people.rough = rng_range(rng, 0.0, 0.6);
    s->people.long_tails = rng_range(rng, 0.0, 0.3);
    s->scanner.dpi = dpis[rng_pick(rng, 4, often)];
    s->scanner.skew_deg = fmax(-3, fmin(3, rng_normal(rng) * 1.0));
    s->scanner.scale_x = rng_range(rng, 0.985, 1.015);
    s->scanner.scale_y = rng_range(rng, 0.98, 1.02);
    s->scanner.shift_x_mm = rng_range(rng, -3, 3);
    s->scanner.shift_y_mm = rng_range(rng, -4, 4);
    s->scanner.stretch_mm = rng_range(rng, 0.0, 0.5);
    s->scanner.blur_mm = rng_range(rng, 0.02, 0.08);
    s->scanner.noise = rng_range(rng, 0.8, 6.0);
    s->scanner.shade = rng_range(rng, 0.0, 0.1);
    s->scanner.paper_grey = rng_range(rng, 205, 255); /* dark … */
    s->scanner.ink_grey = rng_range(rng, 5, 70);      /* … and light */
    s->scanner.threshold = rng_range(rng, 0.50, 0.78);
    s->scanner.speckle =
        rng_chance(rng, 0.3) ? rng_range(rng, 0.02, 0.5) : 0.0;
    s->scanner.streaks = rng_chance(rng, 0.1) ? 1 + (int)rng_below(rng, 2) : 0;
    s->scanner.streak_mm = rng_range(rng, 0.08, 0.25);
    s->scanner.streak_dark = rng_range(rng, 0.15, 0.8);
    s->scanner.turned = rng_chance(rng, 0.04) ? (int)rng_below(rng, 4) : 0;
    s->paper.toner = rng_range(rng, 0.0, 0.25);
    s->paper.patchy = rng_range(rng, 0.0, 0.10);
    s->paper.copies = rng_chance(rng, 0.15) ? 1 : 0;
    s->paper.show_through = rng_range(rng, 0.0, 0.07);
    s->paper.folds = rng_chance(rng, 0.4) ? 1 + (int)rng_below(rng, 2) : 0;
    s->paper.fold_dark = rng_range(rng, 0.03, 0.25);
    s->paper.fold_shift_mm = rng_range(rng, 0.0, 0.10);
    s->paper.holes = rng_chance(rng, 0.05) ? 2 : 0;
    s->paper.texture = rng_range(rng, 0.0, 8.0);
    s->quality = 60 + (int)rng_below(rng, 31);
}

void profile_rough(struct rng *rng, struct situation *s)
{
    static const double dpis[] = {150, 200, 300, 400};
    profile_office(rng, s);
    s->people.rough = 1.0;
    s->people.long_tails = 0.3;
    s->scanner.dpi = dpis[rng_below(rng, 4)];
    s->scanner.skew_deg = rng_range(rng, -3, 3);
    s->scanner.scale_x = rng_range(rng, 0.98, 1.02);
    s->scanner.scale_y = rng_range(rng, 0.975, 1.025);
    s->scanner.shift_x_mm = rng_range(rng, -4, 4);
    s->scanner.shift_y_mm = rng_range(rng, -4, 4);
    s->scanner.stretch_mm = rng_range(rng, 0.0, 0.7);
    s->scanner.blur_mm = rng_range(rng, 0.02, 0.11);
    s->scanner.noise = rng_range(rng, 1.0, 9.0);
    s->scanner.shade = rng_range(rng, 0.0, 0.2);
    s->scanner.paper_grey = rng_range(rng, 190, 255);
    s->scanner.ink_grey = rng_range(rng, 5, 80);
    s->scanner.threshold = rng_range(rng, 0.45, 0.82);
    s->scanner.speckle = rng_range(rng, 0.0, 1.5);
    s->scanner.streaks = rng_chance(rng, 0.2) ? 1 + (int)rng_below(rng, 2) : 0;
    s->scanner.streak_mm = rng_range(rng, 0.08, 0.3);
    s->scanner.streak_dark = rng_range(rng, 0.15, 0.8);
    s->scanner.border_mm = rng_chance(rng, 0.2) ? rng_range(rng, 0.0, 6.0) : 0;
    s->scanner.turned = rng_chance(rng, 0.06) ? (int)rng_below(rng, 4) : 0;
    s->paper.toner = rng_range(rng, 0.0, 0.35);
    s->paper.patchy = rng_range(rng, 0.0, 0.15);
    s->paper.copies = rng_chance(rng, 0.2) ? 1 : 0;
    s->paper.show_through = rng_range(rng, 0.0, 0.12);
    s->paper.folds = (int)rng_below(rng, 3);
    s->paper.fold_dark = rng_range(rng, 0.05, 0.35);
    s->paper.fold_shift_mm = rng_range(rng, 0.0, 0.15);
    s->paper.stains = rng_chance(rng, 0.15) ? 1 + (int)rng_below(rng, 2) : 0;
    s->paper.stain_dark = rng_range(rng, 0.05, 0.3);
    s->paper.holes = rng_chance(rng, 0.1) ? 2 + 2 * (int)rng_below(rng, 2) : 0;
    s->paper.texture = rng_range(rng, 0.0, 14.0);
    s->quality = 45 + (int)rng_below(rng, 45);
}

/* ---- single conditions ---- */

static double sign(struct rng *rng)
{
    return rng_chance(rng, 0.5) ? 1.0 : -1.0;
}

#define CONDITION(what)                                                        \
    static void set_##what(struct situation *s, struct rng *rng, int level)
#define UNUSED (void)rng, (void)level

CONDITION(skew)
{
    static const double deg[] = {1.5, 3.0, 7.0};
    s->scanner.skew_deg = sign(rng) * deg[level - 1] * rng_range(rng, 0.7, 1);
}

CONDITION(scale)
{
    static const double off[] = {0.01, 0.03, 0.06};
    s->scanner.scale_x = 1.0 + sign(rng) * off[level - 1];
    s->scanner.scale_y = s->scanner.scale_x;
}

CONDITION(shift)
{
    static const double mm[] = {3, 8, 14};
    s->scanner.shift_x_mm = sign(rng) * mm[level - 1] * rng_range(rng, 0.4, 1);
    s->scanner.shift_y_mm = sign(rng) * mm[level - 1] * rng_range(rng, 0.4, 1);
}

CONDITION(stretch)
{
    static const double mm[] = {0.4, 0.8, 1.5};
    UNUSED;
    s->scanner.stretch_mm = mm[level - 1];
}

CONDITION(blur)
{
    static const double mm[] = {0.08, 0.13, 0.2};
    UNUSED;
    s->scanner.blur_mm = mm[level - 1];
}

CONDITION(noise)
{
    static const double levels[] = {6, 12, 22};
    UNUSED;
    s->scanner.noise = levels[level - 1];
}

CONDITION(shade)
{
    static const double share[] = {0.1, 0.25, 0.45};
    UNUSED;
    s->scanner.shade = share[level - 1];
}

CONDITION(dark)
{
    static const double paper[] = {205, 175, 140};
    UNUSED;
    s->scanner.paper_grey = paper[level - 1];
    s->scanner.threshold = 0.72 + 0.05 * level;
}

CONDITION(light)
{
    static const double ink[] = {60, 95, 125};
    UNUSED;
    s->scanner.ink_grey = ink[level - 1];
    s->scanner.paper_grey = 255;
    s->scanner.threshold = 0.55 - 0.07 * level;
}

CONDITION(toner)
{
    static const double lost[] = {0.2, 0.4, 0.6};
    UNUSED;
    s->paper.toner = lost[level - 1];
    s->paper.patchy = lost[level - 1] / 3;
}

CONDITION(copies)
{
    UNUSED;
    s->paper.copies = level;
    s->paper.spread_px = 0.8;
}

CONDITION(through)
{
    static const double dark[] = {0.08, 0.16, 0.28};
    UNUSED;
    s->paper.show_through = dark[level - 1];
}

CONDITION(folds)
{
    static const double dark[] = {0.15, 0.35, 0.6};
    UNUSED;
    s->paper.folds = level;
    s->paper.fold_dark = dark[level - 1];
    s->paper.fold_shift_mm = 0.1 * level;
}

CONDITION(stains)
{
    static const double dark[] = {0.12, 0.3, 0.5};
    UNUSED;
    s->paper.stains = 1 + level;
    s->paper.stain_dark = dark[level - 1];
}

CONDITION(holes)
{
    UNUSED;
    s->paper.holes = 2 * level;
}

CONDITION(corner)
{
    static const double mm[] = {12, 25, 45};
    s->paper.corner = (int)rng_below(rng, 4);
    s->paper.corner_mm = mm[level - 1];
}

CONDITION(streaks)
{
    static const double dark[] = {0.2, 0.5, 0.9};
    UNUSED;
    s->scanner.streaks = 1 + level;
    s->scanner.streak_mm = 0.12 * level;
    s->scanner.streak_dark = dark[level - 1];
}

CONDITION(speckle)
{
    static const double density[] = {1, 5, 20};
    UNUSED;
    s->scanner.speckle = density[level - 1];
}

CONDITION(border)
{
    static const double mm[] = {4, 10, 20};
    UNUSED;
    s->scanner.border_mm = mm[level - 1];
    s->scanner.lid = 0.05;
}

CONDITION(turned)
{
    static const int quarters[] = {2, 1, 3};
    UNUSED;
    s->scanner.turned = quarters[level - 1];
}

CONDITION(coarse)
{
    static const double dpi[] = {150, 120, 100};
    UNUSED;
    s->scanner.dpi = dpi[level - 1];
}

CONDITION(fine)
{
    static const double dpi[] = {300, 400, 600};
    UNUSED;
    s->scanner.dpi = dpi[level - 1];
}

CONDITION(bilevel)
{
    static const double cut[] = {0.62, 0.48, 0.82};
    UNUSED;
    s->scanner.bilevel = true;
    s->scanner.adaptive = level == 1;
    s->scanner.threshold = cut[level - 1];
    s->format = FILE_TIFF;
}

CONDITION(jpeg)
{
    static const int quality[] = {60, 35, 18};
    UNUSED;
    s->scanner.bilevel = false;
    s->format = FILE_JPEG;
    s->quality = quality[level - 1];
}

CONDITION(colour)
{
    UNUSED;
    s->scanner.bilevel = false;
    s->scanner.colour = true;
    s->format = level == 2 ? FILE_PNG : FILE_JPEG;
}

CONDITION(redlamp)
{
    UNUSED;
    s->scanner.bilevel = false;
    s->scanner.lamp = LAMP_RED;
    s->format = FILE_JPEG;
}

CONDITION(tails)
{
    static const double share[] = {0.4, 0.7, 1.0};
    UNUSED;
    s->people.long_tails = share[level - 1];
}

CONDITION(rough)
{
    UNUSED;
    s->people.rough = 0.6 * level + 0.2;
}

CONDITION(corrections)
{
    static const double share[] = {0.02, 0.06, 0.15};
    UNUSED;
    s->people.correct = share[level - 1];
}

CONDITION(circles)
{
    static const double share[] = {0.01, 0.03, 0.1};
    UNUSED;
    s->people.round = share[level - 1];
    s->people.away = share[level - 1];
}

static const struct {
    const char *name;
    void (*set)(struct situation *s, struct rng *rng, int level);
} conditions[] = {
    {"skew", set_skew},
    {"scale", set_scale},
    {"shift", set_shift},
    {"stretch", set_stretch},
    {"blur", set_blur},
    {"noise", set_noise},
    {"shade", set_shade},
    {"dark", set_dark},
    {"light", set_light},
    {"toner", set_toner},
    {"copies", set_copies},
    {"through", set_through},
    {"folds", set_folds},
    {"stains", set_stains},
    {"holes", set_holes},
    {"corner", set_corner},
    {"streaks", set_streaks},
    {"speckle", set_speckle},
    {"border", set_border},
    {"turned", set_turned},
    {"coarse", set_coarse},
    {"fine", set_fine},
    {"bilevel", set_bilevel},
    {"jpeg", set_jpeg},
    {"colour", set_colour},
    {"redlamp", set_redlamp},
    {"tails", set_tails},
    {"rough", set_rough},
    {"corrections", set_corrections},
    {"circles", set_circles},
};

size_t condition_count(void)
{
    return sizeof conditions / sizeof *conditions;
}

const char *condition_name(size_t i)
{
    return conditions[i].name;
}

enum err_code condition_apply(const char *name, int level, struct rng *rng,
                              struct situation *s, struct err *err)
{
    if (level < 1 || level > LEVEL_MAX) {
        return err_set(err, ERR_RANGE, 0, "%s: the level is 1 to 3", name);
    }
    for (size_t i = 0; i < condition_count(); i++) {
        if (strcmp(conditions[i].name, name) == 0) {
            conditions[i].set(s, rng, level);
            return ERR_OK;
        }
    }
    char known[1024] = "";
    size_t n = 0;
    for (size_t i = 0; i < condition_count() && n < sizeof known - 24; i++) {
        const char *word = conditions[i].name;
        known[n++] = ' ';
        memcpy(known + n, word, strlen(word));
        n += strlen(word);
    }
    known[n] = '\0';
    return err_set(err, ERR_NOTFOUND, 0, "no condition %s; there are%s", name,
                   known);
}
