/* areas - are writing areas told from empty ones?
 *
 *     areas WORKSPACE LAYOUT.json PRINT.json [--seed N] [--per N]
 *           [--profile office|inspec|rough] [--with NAME=LEVEL] [--worst DIR]
 *
 * Sheets are drawn and scanned in memory; half of them by people who write in
 * the areas (--with words=LEVEL) and half by people who do not.  Printed:
 * areas, false ink, missed writing, with exact 95 % upper bounds.  A page with
 * a slip of the pen is left out: it may lie in the area, and is ink.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/mem.h"
#include "engine/base/num.h"
#include "engine/store/store.h"
#include "omr/batch/survey.h"
#include "tests/bench/acc_page.h"
#include "tests/sim/score.h"

struct areas {
    struct reader *reader;
    const struct reader_survey *survey;
    const char *worst;
    const char *name;
    bool writing;     /* this run's people write */
    size_t seen, wrong, refused, number;
    double seconds;
};

static int fail(const char *text)
{
    fprintf(stderr, "areas: %s\n", text);
    return 1;
}

static enum err_code to_image(const struct truth_page *t,
                              const struct picture *take, struct image *image,
                              struct err *err)
{
    bool bits = t->situation->scanner.bilevel;
    *image = (struct image){.dpi = t->situation->scanner.dpi, .bilevel = bits};
    enum err_code code =
        (bits ? image_alloc_bits : image_alloc)(image, (uint64_t)take->w,
                                                (uint64_t)take->h, err);
    for (int32_t y = 0; y < take->h && code == ERR_OK; y++) {
        const uint8_t *from = take->px + (size_t)y * (size_t)take->w;
        uint8_t *to = image->pixels + (size_t)y * image->stride;
        for (int32_t x = 0; x < take->w; x++) {
            if (!bits) {
                to[x] = from[x];
            } else if (from[x] == 0) {
                to[x / 8] = (uint8_t)(to[x / 8] & ~(0x80u >> x % 8));
            }
        }
    }
    return code;
}

/* The area of a wrong answer as a picture. */
static void keep_worst(const struct areas *a, const struct truth_page *t,
                       const struct image *image, const struct page_scan *page,
                       const struct layout_page *side, struct err *err)
{
    for (size_t i = 0; i < side->area_count; i++) {
        struct image crop = {0};
        char path[512];
        const struct rect_mm *r = &side->areas[i].at;
        (void)snprintf(path, sizeof path, "%s/%s-%s-%zu.png", a->worst,
                       a->writing ? "missed" : "false", t->profile,
                       a->number);
        if (image_crop(image, page->map, r->x - 2, r->y - 2, r->w + 4,
                       r->h + 4, 100, &crop, err) == ERR_OK) {
            (void)(image_write_png(&crop, path, err) == ERR_OK);
        }
        image_deinit(&crop);
    }
}

static enum err_code take(void *ctx, const struct truth_page *t,
                          const struct picture takes[], struct err *err)
{
    struct areas *a = ctx;
    struct image image;
    struct page_scan page;
    if (!t->person || t->person->stray || !t->form ||
        t->form->pages[t->side].area_count == 0 ||
        (a->writing && t->person->comment_characters == 0) ||
        (!a->writing && t->person->comment_characters > 0)) {
        return ERR_OK;
    }
    enum err_code code = to_image(t, takes, &image, err);
    double since = acc_now();
    if (code == ERR_OK) {
        code = reader_page(a->reader, &image, &page, err);
    }
    a->seconds += acc_now() - since;
    if (code != ERR_OK || page.outcome != PAGE_READ) {
        a->refused += code == ERR_OK;
        image_deinit(&image);
        return code;
    }
    const struct questionnaire *q = a->survey->forms[0].q;
    struct reader_look look;
    reader_look(a->reader, &look);
    for (size_t i = 0; i < page.answer_count; i++) {
        if (q->items[page.answers[i].item].kind != ITEM_TEXT) {
            continue;
        }
        a->seen++;
        a->number++;
        if (page.answers[i].ink == a->writing) {
            continue;
        }
        a->wrong++;
        if (a->worst) {
            keep_worst(a, t, &image, &page, look.page, err);
        }
    }
    image_deinit(&image);
    return ERR_OK;
}

static enum err_code run(struct simulation *sim, struct areas *a, int64_t per,
                         int64_t seed, struct err *err)
{
    enum err_code code = ERR_OK;
    sim->take = take;
    sim->take_ctx = a;
    a->seen = a->wrong = a->refused = 0;
    a->seconds = 0;
    for (int64_t k = 0; k * 24 < per && code == ERR_OK; k++) {
        sim->seed = (uint64_t)seed * 100003 + (uint64_t)k;
        code = simulate(sim, err);
    }
    if (code == ERR_OK) {
        printf("%-10s %-8s areas %5zu  wrong %3zu  upper bound %.3f %%  "
               "refused %zu  %.1f ms a page\n",
               sim->profile, a->writing ? "written" : "empty", a->seen,
               a->wrong,
               a->seen ? 100 * score_upper((long)a->wrong,
                                           (long)a->seen)
                       : 0.0,
               a->refused,
               a->seen ? 1000 * a->seconds / (double)a->seen : 0.0);
    }
    return code;
}

int main(int argc, char **argv)
{
    struct err err = ERR_INIT;
    struct store *store = NULL;
    struct reader_survey *survey = NULL;
    struct areas a = {.worst = NULL};
    struct page_cache cache = {0};
    int64_t seed = 1, per = 96, level = 3;
    struct simulation sim = {.profile = "office", .bilevel = -1,
                             .page_dpi = 300, .count = 24, .jobs = 1,
                             .multi_max = 2, .cache = &cache};
    if (argc < 4) {
        return fail("needs WORKSPACE LAYOUT.json PRINT.json");
    }
    sim.layout = argv[2];
    sim.printed = argv[3];
    for (int i = 4; i + 1 < argc; i += 2) {
        char *equals = strchr(argv[i + 1], '=');
        if (strcmp(argv[i], "--seed") == 0) {
            (void)num_parse_int(argv[i + 1], 0, INT32_MAX, &seed);
        } else if (strcmp(argv[i], "--per") == 0) {
            (void)num_parse_int(argv[i + 1], 1, 1000000, &per);
        } else if (strcmp(argv[i], "--profile") == 0) {
            sim.profile = argv[i + 1];
        } else if (strcmp(argv[i], "--worst") == 0) {
            a.worst = argv[i + 1];
            (void)mkdir(a.worst, 0777);
        } else if (strcmp(argv[i], "--with") == 0 && equals) {
            *equals = '\0';
            (void)num_parse_int(equals + 1, 1, LEVEL_MAX, &level);
            sim.conditions[1].name = argv[i + 1];
            sim.conditions[1].level = (int)level;
            sim.condition_count = 2;
        } else {
            return fail("unknown option");
        }
    }
    enum err_code code = store_open(argv[1], &store, &err);
    if (code == ERR_OK) {
        code = reader_survey_load(store, &survey, &err);
    }
    if (code == ERR_OK) {
        code = reader_new(survey, &a.reader, &err);
    }
    if (code == ERR_OK) {
        code = simulate_draw(&sim, &cache, &err);
    }
    a.survey = survey;
    bool extra = sim.condition_count == 2;
    if (code == ERR_OK) { /* nobody writes */
        sim.conditions[0] = sim.conditions[1];
        sim.condition_count = extra ? 1 : 0;
        code = run(&sim, &a, per, seed, &err);
    }
    if (code == ERR_OK) { /* everybody does, shortly */
        a.writing = true;
        sim.conditions[0].name = "words";
        sim.conditions[0].level = 3;
        sim.condition_count = extra ? 2 : 1;
        code = run(&sim, &a, per, seed + 1, &err);
    }
    page_cache_free(&cache);
    reader_free(a.reader);
    reader_survey_free(survey);
    store_close(store);
    return code == ERR_OK ? 0 : fail(err.text);
}
