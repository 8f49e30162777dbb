#include "tests/sim/simulate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/mem.h"
#include "tests/sim/harm.h"
#include "tests/sim/render.h"
#include "tests/sim/truth.h"

enum { SIDES_MAX = 8, BOXES_MAX = 1024, TRUTH_MAX_BYTES = 1 << 20 };

struct work { /* one process's share of a simulation */
    const struct simulation *sim;
    struct form *form;
    struct printed printed;
    struct render render;
    struct tiff_file *tiff;
    size_t tiff_pages, file_number;
    char tiff_name[64];
    FILE *truth;
    struct str line;
    char condition_words[CONDITIONS_MAX][32];
    const char *condition_list[CONDITIONS_MAX];
};

/* ---- one page out ---- */

static enum err_code put_file(struct work *w, const struct output *o,
                              const struct situation *s, char *name,
                              size_t room, int *page, struct err *err)
{
    char path[4096];
    const char *prefix = w->sim->prefix ? w->sim->prefix : "scan";
    if (w->sim->per_file == 0) {
        snprintf(name, room, "%s%06zu%s", prefix, w->file_number,
                 file_format_suffix(s->format));
        snprintf(path, sizeof path, "%s/%s", w->sim->out, name);
        *page = 0;
        return output_write(o, s->format, path, err);
    }
    enum err_code code = ERR_OK;
    if (w->tiff_pages == w->sim->per_file) {
        tiff_file_close(w->tiff);
        w->tiff = NULL;
    }
    if (!w->tiff) {
        snprintf(w->tiff_name, sizeof w->tiff_name, "%s%06zu.tif", prefix,
                 w->file_number);
        snprintf(path, sizeof path, "%s/%s", w->sim->out, w->tiff_name);
        w->tiff_pages = 0;
        code = tiff_file_open(path, &w->tiff, err);
    }
    snprintf(name, room, "%s", w->tiff_name);
    *page = (int)w->tiff_pages++;
    return code == ERR_OK ? tiff_file_add(w->tiff, o, err) : code;
}

static enum err_code put_page(struct work *w, struct truth_page *t,
                              const struct picture takes[], struct err *err)
{
    const struct situation *s = t->situation;
    struct output o = {
        .channel = takes,
        .channels = s->scanner.colour ? 3 : 1,
        .bilevel = s->scanner.bilevel && s->format != FILE_JPEG,
        .dpi = s->scanner.dpi,
        .quality = s->quality,
        .effort = s->effort,
    };
    char name[64];
    if (w->sim->take) {
        return w->sim->take(w->sim->take_ctx, t, takes, err);
    }
    enum err_code code = put_file(w, &o, s, name, sizeof name, &t->page, err);
    w->file_number++;
    if (code != ERR_OK) {
        return code;
    }
    t->file = name;
    str_clear(&w->line);
    truth_line(t, &w->line);
    code = str_check(&w->line, "a line of truth", err);
    if (code == ERR_OK &&
        fwrite(w->line.text, 1, w->line.n, w->truth) != w->line.n) {
        code = err_errno(err, errno, "writing", "truth.jsonl");
    }
    return code;
}

/* ---- one sheet ---- */

struct sheet {
    const struct printed_page *pages; /* its sides, one after another */
    size_t sides;
    struct situation situation;
    struct respondent person;
    uint64_t key;
    struct picture blank[SIDES_MAX];
    struct drawn drawn[SIDES_MAX][BOXES_MAX];
};

static enum err_code draw_situation(const struct work *w, struct sheet *sheet,
                                    struct err *err)
{
    const struct simulation *sim = w->sim;
    struct situation *s = &sheet->situation;
    struct rng rng = rng_at(sim->seed, "situation", sheet->key, 0);
    if (!profile_draw(sim->profile, &rng, s)) {
        return err_set(err, ERR_NOTFOUND, 0, "no profile %s", sim->profile);
    }
    enum err_code code = ERR_OK;
    for (size_t i = 0; i < sim->condition_count && code == ERR_OK; i++) {
        code = condition_apply(sim->conditions[i].name,
                               sim->conditions[i].level, &rng, s, err);
    }
    if (sim->bubbles) {
        s->people.bubbles = true;
        s->people.correct = 0.01; /* rubbing out is easy */
        s->people.round = s->people.away = 0;
    }
    for (int f = 0; sim->format && f < FILE_FORMAT_COUNT; f++) {
        if (strcmp(sim->format, file_format_word((enum file_format)f)) == 0) {
            s->format = (enum file_format)f;
        }
    }
    s->scanner.dpi = sim->dpi > 0 ? sim->dpi : s->scanner.dpi;
    s->scanner.bilevel = sim->bilevel >= 0 ? sim->bilevel : s->scanner.bilevel;
    s->effort = sim->effort ? sim->effort : s->effort;
    s->quality = sim->quality ? sim->quality : s->quality;
    s->format = sim->per_file ? FILE_TIFF : s->format;
    if (s->scanner.bilevel && s->format == FILE_JPEG) {
        s->format = FILE_PNG;
    }
    s->scanner.colour = s->scanner.colour && !s->scanner.bilevel;
    return code;
}

/* Each side is taken with its own placement but the same settings. */
static struct scanner settings_for(const struct work *w,
                                   const struct sheet *sheet, size_t side)
{
    struct scanner s = sheet->situation.scanner;
    struct rng rng = rng_at(w->sim->seed, "placement", sheet->key, side);
    s.skew_deg *= rng_range(&rng, 0.6, 1.0);
    s.shift_x_mm *= rng_range(&rng, 0.5, 1.0);
    s.shift_y_mm *= rng_range(&rng, 0.5, 1.0);
    if (side & 1) {
        s.skew_deg = -s.skew_deg; /* seen from the back */
    }
    return s;
}

static enum err_code harm_side(const struct work *w, const struct sheet *sheet,
                               size_t i, enum lamp lamp, struct picture *out,
                               struct err *err)
{
    size_t side = (size_t)sheet->pages[i].side - 1;
    const struct form_page *page = &w->form->pages[side];
    const struct pen red = {.hue = HUE_RED};
    struct harm_places places = {
        .code_count = page->code_count,
        .box_count = page->box_count,
        .boxes = page->boxes,
    };
    for (size_t c = 0; c < page->code_count && c < HARM_CODES_MAX; c++) {
        places.codes[c] = page->codes[c];
    }
    struct rng rng = rng_at(w->sim->seed, "harm", sheet->key, side);
    return harm_page(&sheet->situation.paper, &places, pen_seen(&red, lamp),
                     &rng, w->sim->page_dpi, &sheet->blank[i], out, err);
}

/* The finished paper of one side in one light. */
static enum err_code make_paper(const struct work *w, struct sheet *sheet,
                                size_t i, enum lamp lamp, struct picture *out,
                                struct err *err)
{
    const struct simulation *sim = w->sim;
    const struct paper *paper = &sheet->situation.paper;
    size_t side = (size_t)sheet->pages[i].side - 1;
    struct rng draw = rng_at(sim->seed, "draw", sheet->key, side);
    struct rng wear = rng_at(sim->seed, "wear", sheet->key, side);
    struct picture print;
    enum err_code code = picture_copy(&sheet->blank[i], &print, err);
    if (code != ERR_OK) {
        return code;
    }
    code = paper_print(paper, &wear, sim->page_dpi, &print, err);
    if (code == ERR_OK) {
        code = picture_copy(&print, out, err);
    }
    if (code == ERR_OK) {
        code =
            respondent_draw(&sheet->person, w->form, side, lamp, &draw,
                            sim->page_dpi, &print, out, sheet->drawn[i], err);
    }
    if (code == ERR_OK) { /* print shows through; pen marks hardly do */
        const struct picture *back =
            sheet->sides > 1 ? &sheet->blank[i ^ 1] : NULL;
        back = back && back->px ? back : NULL;
        code = paper_wear(paper, &wear, sim->page_dpi, back, out, err);
    }
    if (code == ERR_OK) {
        code = harm_side(w, sheet, i, lamp, out, err);
    }
    picture_deinit(&print);
    if (code != ERR_OK) {
        picture_deinit(out);
    }
    return code;
}

static enum err_code scan_side(struct work *w, struct sheet *sheet, size_t i,
                               struct err *err)
{
    size_t side = (size_t)sheet->pages[i].side - 1;
    struct situation s = sheet->situation;
    s.scanner = settings_for(w, sheet, side);
    struct picture takes[3] = {{0}, {0}, {0}};
    struct view view;
    int n = s.scanner.colour ? 3 : 1;
    enum err_code code = ERR_OK;
    for (int c = 0; c < n && code == ERR_OK; c++) {
        struct picture paper;
        enum lamp lamp = n == 3 ? (enum lamp)(LAMP_RED + c) : s.scanner.lamp;
        struct rng rng = rng_at(w->sim->seed, "scan", sheet->key, side);
        code = make_paper(w, sheet, i, lamp, &paper, err);
        if (code == ERR_OK) {
            code = scanner_take(&s.scanner, &s.paper, &rng, &paper,
                                w->sim->page_dpi, &takes[c], &view, err);
            picture_deinit(&paper);
        }
    }
    const struct form_page *page = &w->form->pages[side];
    for (size_t b = 0; b < page->box_count && code == ERR_OK; b++) {
        if (sheet->drawn[i][b].state != DRAWN_EMPTY) {
            sheet->drawn[i][b].seen =
                scanner_seen(&view, &s.scanner, &takes[0], &page->boxes[b].at);
        }
    }
    if (code == ERR_OK) {
        struct truth_page t = {
            .kind = "sheet",
            .printed = &sheet->pages[i],
            .form = w->form,
            .side = side,
            .situation = &s,
            .profile = w->sim->profile,
            .condition_count = w->sim->condition_count,
            .conditions = w->condition_list,
            .view = &view,
            .person = &sheet->person,
            .drawn = sheet->drawn[i],
        };
        code = put_page(w, &t, takes, err);
    }
    for (int c = 0; c < n; c++) {
        picture_deinit(&takes[c]);
    }
    return code;
}

/* The back of a one-sided sheet, which feeders scan all the same. */
static enum err_code scan_blank(struct work *w, struct sheet *sheet,
                                struct err *err)
{
    struct situation s = sheet->situation;
    s.scanner = settings_for(w, sheet, SIDES_MAX);
    s.scanner.colour = false;
    struct rng rng = rng_at(w->sim->seed, "blank", sheet->key, 0);
    struct picture paper, take = {0};
    struct view view;
    enum err_code code =
        picture_init(&paper, sheet->blank[0].w, sheet->blank[0].h, 255, err);
    if (code != ERR_OK) {
        return code;
    }
    code = paper_wear(&s.paper, &rng, w->sim->page_dpi, &sheet->blank[0],
                      &paper, err);
    if (code == ERR_OK) {
        code = scanner_take(&s.scanner, &s.paper, &rng, &paper,
                            w->sim->page_dpi, &take, &view, err);
    }
    picture_deinit(&paper);
    if (code == ERR_OK) {
        struct truth_page t = {
            .kind = "blank", .situation = &s, .profile = w->sim->profile};
        code = put_page(w, &t, &take, err);
        picture_deinit(&take);
    }
    return code;
}

static enum err_code check_side(const struct work *w, const struct sheet *sheet,
                                size_t i, struct err *err)
{
    size_t side = (size_t)sheet->pages[i].side - 1;
    if (side >= w->form->page_count ||
        w->form->pages[side].box_count > BOXES_MAX) {
        return err_set(err, ERR_RANGE, 0, "side %zu is not in the layout",
                       side + 1);
    }
    double found =
        form_check(w->form, side, &sheet->blank[i], w->sim->page_dpi);
    return found >= 0.999
               ? ERR_OK
               : err_set(err, ERR_FORMAT, 0,
                         "%s page %d: only %.1f %% of the boxes stand where "
                         "the layout says",
                         sheet->pages[i].file, sheet->pages[i].page,
                         100 * found);
}

/* A printed page, from the cache if it is there; a page fresh from the
 * renderer is checked against the layout. */
static enum err_code blank_page(struct work *w, struct sheet *sheet, size_t i,
                                struct err *err)
{
    const struct page_cache *cache = w->sim->cache;
    size_t at = (size_t)(&sheet->pages[i] - w->printed.pages);
    if (cache && at < cache->n && cache->at[at].px) {
        return picture_copy(&cache->at[at], &sheet->blank[i], err);
    }
    enum err_code code =
        render_page(&w->render, w->sim->base, w->sim->page_dpi,
                    &sheet->pages[i], &sheet->blank[i], err);
    return code == ERR_OK ? check_side(w, sheet, i, err) : code;
}

static enum err_code scan_sheet(struct work *w, struct sheet *sheet,
                                struct err *err)
{
    const struct printed_page *p = sheet->pages;
    char key[4200];
    snprintf(key, sizeof key, "%s", p->serial);
    if (!p->serial[0]) {
        snprintf(key, sizeof key, "%s#%d", p->file, p->page);
    }
    sheet->key = rng_hash(key);
    enum err_code code = draw_situation(w, sheet, err);
    if (code == ERR_OK) {
        respondent_make(w->form, &sheet->situation.people, w->sim->seed,
                        p->unit, key, &sheet->person);
    }
    for (size_t i = 0; i < sheet->sides && code == ERR_OK; i++) {
        code = blank_page(w, sheet, i, err);
    }
    for (size_t i = 0; i < sheet->sides && code == ERR_OK; i++) {
        if (p[i].side != w->sim->drop_side) {
            code = scan_side(w, sheet, i, err);
        }
    }
    if (code == ERR_OK && w->sim->blank_back) {
        code = scan_blank(w, sheet, err);
    }
    for (size_t i = 0; i < sheet->sides; i++) {
        picture_deinit(&sheet->blank[i]);
    }
    return code;
}

/* ---- the run ---- */

static size_t sides_from(const struct printed *printed, size_t at)
{
    const struct printed_page *p = &printed->pages[at];
    size_t n = 1;
    while (at + n < printed->n && n < SIDES_MAX &&
           strcmp(p[n].serial, p->serial) == 0 &&
           strcmp(p[n].file, p->file) == 0 && p[n].side > p[n - 1].side) {
        n++;
    }
    return n;
}

/* Is `number` in a list like "0-3,7"?  What is no number ends the list. */
static bool picked(const char *list, size_t number)
{
    while (list && *list >= '0' && *list <= '9') {
        size_t from = 0, to;
        for (; *list >= '0' && *list <= '9'; list++) {
            from = from * 10 + (size_t)(*list - '0');
        }
        to = from;
        if (*list == '-') {
            to = 0;
            for (list++; *list >= '0' && *list <= '9'; list++) {
                to = to * 10 + (size_t)(*list - '0');
            }
        }
        if (number >= from && number <= to) {
            return true;
        }
        list += *list == ',';
    }
    return false;
}

/* Sheets first..last of the printed list. */
static enum err_code run_range(struct work *w, size_t first, size_t last,
                               struct err *err)
{
    struct sheet *sheet = mem_alloc(1, sizeof *sheet);
    enum err_code code =
        sheet ? ERR_OK : err_set(err, ERR_NOMEM, 0, "no memory for a sheet");
    size_t number = 0;
    for (size_t at = 0; at < w->printed.n && code == ERR_OK; number++) {
        size_t sides = sides_from(&w->printed, at);
        bool wanted = number >= first && number < last;
        if (wanted && (!w->sim->pick || picked(w->sim->pick, number))) {
            memset(sheet, 0, sizeof *sheet);
            sheet->pages = &w->printed.pages[at];
            sheet->sides = sides;
            w->file_number = at + 1 + (w->sim->blank_back ? number : 0);
            code = scan_sheet(w, sheet, err);
        }
        at += sides;
    }
    free(sheet);
    return code;
}

static size_t count_sheets(const struct printed *printed)
{
    size_t n = 0;
    for (size_t at = 0; at < printed->n; n++) {
        at += sides_from(printed, at);
    }
    return n;
}

/* The truth, or one process's part of it. */
static void truth_path(const struct simulation *sim, int job, char *path,
                       size_t room)
{
    char part[16] = "";
    if (job >= 0) {
        snprintf(part, sizeof part, ".part%d", job);
    }
    if (sim->truth) {
        snprintf(path, room, "%s%s", sim->truth, part);
    } else {
        snprintf(path, room, "%s/truth.jsonl%s", sim->out, part);
    }
}

static enum err_code run_job(struct work *w, int job, size_t first, size_t last,
                             struct err *err)
{
    char path[4096];
    if (w->sim->take) {
        enum err_code taken = run_range(w, first, last, err);
        render_close(&w->render);
        return taken;
    }
    truth_path(w->sim, job, path, sizeof path);
    w->truth = fopen(path, "w");
    if (!w->truth) {
        return err_errno(err, errno, "writing", path);
    }
    str_init(&w->line, TRUTH_MAX_BYTES);
    enum err_code code = run_range(w, first, last, err);
    tiff_file_close(w->tiff);
    w->tiff = NULL;
    render_close(&w->render);
    str_deinit(&w->line);
    if (fclose(w->truth) != 0 && code == ERR_OK) {
        code = err_errno(err, errno, "writing", path);
    }
    return code;
}

static enum err_code join_parts(const struct simulation *sim, struct err *err)
{
    char path[4096], part[4096], buffer[65536];
    truth_path(sim, -1, path, sizeof path);
    FILE *to = fopen(path, "w");
    bool ok = to != NULL;
    for (int job = 0; job < sim->jobs && ok; job++) {
        truth_path(sim, job, part, sizeof part);
        FILE *from = fopen(part, "r");
        size_t n;
        while (from && (n = fread(buffer, 1, sizeof buffer, from)) > 0) {
            ok = fwrite(buffer, 1, n, to) == n && ok;
        }
        ok = from && fclose(from) == 0 && ok;
        unlink(part);
    }
    ok = to && fclose(to) == 0 && ok;
    return ok ? ERR_OK : err_errno(err, errno, "writing", path);
}

static enum err_code run_jobs(struct work *w, size_t first, size_t last,
                              struct err *err)
{
    int jobs = w->sim->jobs;
    size_t each = (last - first + (size_t)jobs - 1) / (size_t)jobs;
    pid_t pids[64];
    for (int job = 0; job < jobs; job++) {
        size_t a = first + (size_t)job * each, b = a + each;
        pids[job] = fork();
        if (pids[job] == 0) {
            struct err own = ERR_INIT;
            enum err_code code =
                run_job(w, job, a < last ? a : last, b < last ? b : last, &own);
            if (code != ERR_OK) {
                fprintf(stderr, "pysim: %s\n", own.text);
            }
            _exit(code == ERR_OK ? 0 : 1);
        }
    }
    bool ok = true;
    for (int job = 0; job < jobs; job++) {
        int status = 1;
        ok = pids[job] > 0 && waitpid(pids[job], &status, 0) == pids[job] &&
             status == 0 && ok;
    }
    return ok ? join_parts(w->sim, err)
              : err_set(err, ERR_SYSTEM, 0, "a part of the simulation failed");
}

static enum err_code work_open(const struct simulation *sim, struct work **out,
                               struct err *err)
{
    struct work *w = mem_alloc(1, sizeof *w);
    *out = w;
    if (!w) {
        return err_set(err, ERR_NOMEM, 0, "no memory");
    }
    w->sim = sim;
    for (size_t i = 0; i < sim->condition_count; i++) {
        snprintf(w->condition_words[i], sizeof w->condition_words[i], "%s/%d",
                 sim->conditions[i].name, sim->conditions[i].level);
        w->condition_list[i] = w->condition_words[i];
    }
    enum err_code code = form_load(sim->layout, sim->multi_max, &w->form, err);
    return code == ERR_OK ? printed_load(sim->printed, &w->printed, err) : code;
}

static void work_close(struct work *w)
{
    if (w) {
        printed_deinit(&w->printed);
        form_free(w->form);
        free(w);
    }
}

static size_t last_sheet(const struct work *w)
{
    size_t sheets = count_sheets(&w->printed);
    return w->sim->count && w->sim->first + w->sim->count < sheets
               ? w->sim->first + w->sim->count
               : sheets;
}

enum err_code simulate(const struct simulation *sim, struct err *err)
{
    struct work *w;
    enum err_code code = work_open(sim, &w, err);
    if (code == ERR_OK && !sim->take) {
        code = file_make_dirs(sim->out, err);
    }
    if (code == ERR_OK) {
        size_t last = last_sheet(w);
        code = sim->jobs > 1 && !sim->take
                   ? run_jobs(w, sim->first, last, err)
                   : run_job(w, -1, sim->first, last, err);
    }
    work_close(w);
    return code;
}

enum err_code simulate_draw(const struct simulation *sim,
                            struct page_cache *cache, struct err *err)
{
    struct work *w;
    struct sheet *sheet = mem_alloc(1, sizeof *sheet);
    enum err_code code = work_open(sim, &w, err);
    if (code == ERR_OK && !sheet) {
        code = err_set(err, ERR_NOMEM, 0, "no memory for a sheet");
    }
    if (code == ERR_OK && !cache->at) {
        cache->n = w->printed.n;
        cache->at = mem_alloc(cache->n, sizeof *cache->at);
        code = cache->at ? ERR_OK : err_set(err, ERR_NOMEM, 0, "no memory");
    }
    size_t last = code == ERR_OK ? last_sheet(w) : 0;
    size_t number = 0;
    for (size_t at = 0; code == ERR_OK && at < w->printed.n; number++) {
        size_t sides = sides_from(&w->printed, at);
        memset(sheet, 0, sizeof *sheet);
        sheet->pages = &w->printed.pages[at];
        sheet->sides = sides;
        bool wanted = number >= sim->first && number < last;
        for (size_t i = 0; wanted && i < sides && code == ERR_OK; i++) {
            code = blank_page(w, sheet, i, err);
            cache->at[at + i] = sheet->blank[i];
        }
        at += sides;
    }
    if (w) {
        render_close(&w->render);
    }
    work_close(w);
    free(sheet);
    return code;
}

void page_cache_free(struct page_cache *cache)
{
    for (size_t i = 0; i < cache->n; i++) {
        picture_deinit(&cache->at[i]);
    }
    free(cache->at);
    *cache = (struct page_cache){0};
}
