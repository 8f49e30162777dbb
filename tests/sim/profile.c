#include "tests/sim/profile.h"

#include <math.h>
#include <string.h>
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
    s->people.pens = PENS_MIXED;
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

void profile_outspec(struct rng *rng, struct situation *s)
{
    (rng_chance(rng, 0.6) ? profile_inspec : profile_rough)(rng, s);
    int more = 1 + (int)rng_below(rng, 3);
    for (int i = 0; i < more; i++) {
        condition_any(rng, 1 + (int)rng_below(rng, 3), s);
    }
}

static const struct {
    const char *name;
    void (*draw)(struct rng *rng, struct situation *s);
} profiles[] = {
    {"office", profile_office},
    {"inspec", profile_inspec},
    {"rough", profile_rough},
    {"outspec", profile_outspec},
};

bool profile_draw(const char *name, struct rng *rng, struct situation *s)
{
    if (strcmp(name, "mixed") == 0) {
        name = rng_chance(rng, 0.5) ? "rough" : "office";
    }
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
        if (strcmp(profiles[i].name, name) == 0) {
            profiles[i].draw(rng, s);
            return true;
        }
    }
    return false;
}
