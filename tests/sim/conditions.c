/* The single conditions: what each does to the numbers at its levels. */
#include <math.h>
#include <string.h>

#include "tests/sim/profile.h"


static double sign(struct rng *rng)
{
    return rng_chance(rng, 0.5) ? 1.0 : -1.0;
}

#define CONDITION(what)                                                        \
    static void set_##what(struct situation *s, struct rng *rng, int level)
#define UNUSED (void)rng, (void)level

CONDITION(skew)
{
    static const double deg[] = {1.5, 3.0, 10.0};
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
    static const double mm[] = {3, 8, 15};
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

CONDITION(torn)
{
    static const double mm[] = {12, 25, 45};
    s->paper.corner = (int)rng_below(rng, 4);
    s->paper.corner_mm = mm[level - 1];
}

static void spoil(struct situation *s, struct rng *rng, enum corner_how how,
                  int level)
{
    s->paper.corner = (int)rng_below(rng, 4);
    s->paper.corner_how = how;
    s->paper.corner_level = level;
}

CONDITION(punched)
{
    spoil(s, rng, CORNER_PUNCHED, level);
}

CONDITION(stapled)
{
    spoil(s, rng, CORNER_STAPLED, level);
}

CONDITION(dogear)
{
    spoil(s, rng, CORNER_FOLDED, level);
}

CONDITION(scrawled)
{
    spoil(s, rng, CORNER_DRAWN, level);
}

CONDITION(deadcode)
{
    UNUSED;
    s->paper.dead_code = level;
}

CONDITION(seal)
{
    static const double dark[] = {0.35, 0.6, 0.85};
    UNUSED;
    s->paper.seals = 1 + level / 3;
    s->paper.seal_dark = dark[level - 1];
}

CONDITION(covered)
{
    static const double share[] = {0.08, 0.3, 0.6};
    UNUSED;
    s->paper.covered = share[level - 1];
}

/* Held over the sheet by hand: never square, never evenly lit. */
CONDITION(photo)
{
    static const double tilt[] = {0.04, 0.10, 0.20}, skew[] = {2, 4, 8},
                        shade[] = {0.12, 0.28, 0.45}, shadow[] = {0, 0.25, 0.45},
                        blur[] = {0.07, 0.12, 0.2}, noise[] = {3, 6, 11},
                        desk[] = {0.12, 0.25, 0.4}, dpi[] = {220, 180, 140};
    s->scanner.bilevel = false;
    s->scanner.dpi = dpi[level - 1];
    s->scanner.keystone = tilt[level - 1] * rng_range(rng, 0.5, 1.0);
    s->scanner.skew_deg = skew[level - 1] * rng_range(rng, -1, 1);
    s->scanner.scale_x = s->scanner.scale_y = rng_range(rng, 0.94, 1.04);
    s->scanner.shade = shade[level - 1];
    s->scanner.shadow = shadow[level - 1];
    s->scanner.blur_mm = blur[level - 1];
    s->scanner.noise = noise[level - 1];
    s->scanner.border_mm = rng_range(rng, 12, 22);
    s->scanner.lid = desk[level - 1];
    s->scanner.paper_grey = rng_range(rng, 170, 225);
    s->scanner.stretch_mm = 0;
    s->paper.fingers = level > 1 ? level - 1 : 0;
    s->format = FILE_JPEG;
    s->quality = 88 - 10 * level;
}

/* 204 x 196 dots an inch in one bit; at level 3 the coarse mode, 98 lines. */
CONDITION(fax)
{
    static const double lines[] = {196.0 / 204, 196.0 / 204, 98.0 / 204};
    UNUSED;
    s->scanner.dpi = 204;
    s->scanner.lines_share = lines[level - 1];
    s->scanner.bilevel = true;
    s->scanner.adaptive = false;
    s->scanner.threshold = 0.62;
    s->scanner.speckle = 0.3 * level;
    s->paper.copies = level == 2 ? 1 : 0;
    s->format = FILE_TIFF;
}

/* Black and white dust in one bit: 40 specks a square centimetre and more. */
CONDITION(salt)
{
    static const double density[] = {20, 60, 150};
    UNUSED;
    s->scanner.bilevel = true;
    s->scanner.speckle = density[level - 1];
    s->format = FILE_TIFF;
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

/* Everybody writes in the writing areas: a sentence, now and then only a word
 * or two, or never more. */
CONDITION(words)
{
    static const double terse[] = {0.0, 0.5, 1.0};
    UNUSED;
    s->people.comment = 1;
    s->people.terse = terse[level - 1];
}

CONDITION(circles)
{
    static const double share[] = {0.01, 0.03, 0.1};
    UNUSED;
    s->people.round = share[level - 1];
    s->people.away = share[level - 1];
    s->people.label = share[level - 1];
}

CONDITION(crossings)
{
    static const double share[] = {0.02, 0.06, 0.15};
    UNUSED;
    s->people.correct = share[level - 1];
    s->people.crossed = 1.0;
}

CONDITION(halves)
{
    static const double share[] = {0.03, 0.1, 0.3};
    UNUSED;
    s->people.half = share[level - 1];
}

CONDITION(writing)
{
    UNUSED;
    s->people.lines_through = level;
}

CONDITION(pencil)
{
    UNUSED;
    s->people.pens = PENS_PENCIL;
    s->scanner.bilevel = level == 2;
}

CONDITION(felt)
{
    UNUSED;
    s->people.pens = PENS_FELT;
    s->people.rough = 0.4 * level;
}

CONDITION(red)
{
    UNUSED;
    s->people.pens = PENS_RED;
    s->scanner.bilevel = level == 2;
    s->scanner.lamp = level == 3 ? LAMP_BLUE : LAMP_WHITE;
    s->scanner.colour = false;
}

CONDITION(faint)
{
    UNUSED;
    s->people.pens = PENS_FAINT;
    s->scanner.bilevel = level > 1;
    s->scanner.threshold = level == 3 ? 0.5 : 0.62;
}

CONDITION(mixed)
{
    for (int i = 0; i <= level; i++) {
        condition_any(rng, 1 + (int)rng_below(rng, (size_t)level), s);
    }
}

static const struct {
    const char *name;
    void (*set)(struct situation *s, struct rng *rng, int level);
    int in_spec; /* the highest level that is within the specification */
} conditions[] = {
    {"skew", set_skew, 2},
    {"scale", set_scale, 1},
    {"shift", set_shift, 1},
    {"stretch", set_stretch, 1},
    {"blur", set_blur, 1},
    {"noise", set_noise, 1},
    {"shade", set_shade, 1},
    {"dark", set_dark, 2},
    {"light", set_light, 1},
    {"toner", set_toner, 1},
    {"copies", set_copies, 1},
    {"through", set_through, 1},
    {"folds", set_folds, 2},
    {"stains", set_stains, 0},
    {"holes", set_holes, 3},
    {"torn", set_torn, 0},
    {"punched", set_punched, 0},
    {"stapled", set_stapled, 0},
    {"dogear", set_dogear, 0},
    {"scrawled", set_scrawled, 0},
    {"deadcode", set_deadcode, 0},
    {"seal", set_seal, 0},
    {"covered", set_covered, 0},
    {"photo", set_photo, 0},
    {"fax", set_fax, 0},
    {"streaks", set_streaks, 1},
    {"speckle", set_speckle, 1},
    {"salt", set_salt, 0},
    {"border", set_border, 1},
    {"turned", set_turned, 3},
    {"coarse", set_coarse, 1},
    {"fine", set_fine, 2},
    {"bilevel", set_bilevel, 1},
    {"jpeg", set_jpeg, 1},
    {"colour", set_colour, 3},
    {"redlamp", set_redlamp, 0},
    {"pencil", set_pencil, 1},
    {"felt", set_felt, 2},
    {"red", set_red, 1},
    {"faint", set_faint, 0},
    {"tails", set_tails, 3},
    {"rough", set_rough, 1},
    {"corrections", set_corrections, 3},
    {"crossings", set_crossings, 3},
    {"circles", set_circles, 3},
    {"words", set_words, 3},
    {"halves", set_halves, 2},
    {"writing", set_writing, 0},
    {"mixed", set_mixed, 0},
};
enum { CONDITION_COUNT = sizeof conditions / sizeof *conditions };

size_t condition_count(void)
{
    return sizeof conditions / sizeof *conditions;
}

const char *condition_name(size_t i)
{
    return conditions[i].name;
}

bool condition_in_spec(size_t i, int level)
{
    return level <= conditions[i].in_spec;
}

void condition_any(struct rng *rng, int level, struct situation *s)
{
    /* the last row mixes the others */
    conditions[rng_below(rng, CONDITION_COUNT - 1)].set(s, rng, level);
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
