/* omr/fit/cmd_layout.c - `pingyi layout fit`: a layout from a blank sheet. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/base/num.h"
#include "forms/commands.h"
#include "forms/draft.h"
#include "omr/batch/alone.h"
#include "omr/box.h"
#include "omr/fit/fit.h"
#include "omr/fit/overlay.h"
#include "omr/foreign.h"
#include "omr/piece.h"

#define DPI_MIN 72.0
#define DPI_MAX 1300.0
#define A4_NARROW_MM 210.0
#define LETTER 0.015    /* printed cover below this is none */
#define REGISTERS 0.95  /* share of the outlines the check must find */

struct wish {
    const char *scan, *pdf, *out, *overlay, *style, *form;
};

struct work {
    struct cli *cli;
    struct wish wish;
    struct image_file *source;   /* where the geometry comes from */
    size_t pages;
    struct proposal *side[LIMIT_SIDES];
    double outline;
    struct layout *layout;
    struct str notes;            /* for stderr */
    struct err *err;
};

/* ---- one side ---- */

static double believed_dpi(struct work *w, const struct image *image)
{
    if (image->dpi >= DPI_MIN && image->dpi <= DPI_MAX)
        return image->dpi;
    double narrow = image->w < image->h ? image->w : image->h;
    str_add(&w->notes, _("the file does not say its resolution; taken as a "
                         "page 210 mm wide\n"));
    return narrow / A4_NARROW_MM * 25.4;
}

static size_t find_codes(struct work *w, const struct image *image,
                         struct code_seen codes[PROPOSE_CODES])
{
    struct code_reader *reader = NULL;
    struct piece_room *room = NULL;
    size_t n = 0;
    if (piece_room_new(&room, w->err) == ERR_OK &&
        code_reader_new(room, &reader, w->err) == ERR_OK)
        n = code_find_all(reader, image, PROPOSE_CODES, codes);
    code_reader_free(reader);
    piece_room_free(room);
    return n;
}

static enum err_code draw(struct work *w, const struct image *image,
                          double dpi, size_t page, int first)
{
    struct image picture;
    struct str path;
    enum err_code code = overlay_draw(image, dpi / 25.4, w->side[page], first,
                                      &picture, w->err);
    if (code != ERR_OK)
        return code;
    str_init(&path, LIMIT_PATH_BYTES);
    str_add(&path, w->wish.overlay);
    if (page > 0) { /* a.png, a-2.png … */
        size_t n = strlen(w->wish.overlay);
        bool png = n > 4 && strcmp(w->wish.overlay + n - 4, ".png") == 0;
        str_clear(&path);
        str_add_bytes(&path, w->wish.overlay, png ? n - 4 : n);
        str_addf(&path, "-%zu.png", page + 1);
    }
    code = str_check(&path, w->wish.overlay, w->err);
    if (code == ERR_OK)
        code = image_write_png(&picture, path.text, w->err);
    str_deinit(&path);
    image_deinit(&picture);
    return code;
}

static enum err_code look_at_page(struct work *w, size_t page, int *first)
{
    struct image image = {0};
    struct shapes *shapes = NULL;
    struct code_seen codes[PROPOSE_CODES];
    w->side[page] = mem_alloc(1, sizeof *w->side[page]);
    if (w->side[page] == NULL)
        return err_set(w->err, ERR_NOMEM, 0, _("out of memory"));
    enum err_code code = image_file_page(w->source, page, &image, w->err);
    double dpi = code == ERR_OK ? believed_dpi(w, &image) : 0;
    if (code == ERR_OK)
        code = shapes_find(&image, dpi, &shapes, w->err);
    if (code == ERR_OK) {
        size_t n = find_codes(w, &image, codes);
        propose(shapes, n, codes, w->wish.pdf != NULL, w->side[page]);
    }
    shapes_free(shapes);
    if (code == ERR_OK && w->wish.overlay != NULL)
        code = draw(w, &image, dpi, page, *first);
    if (code == ERR_OK)
        *first += w->side[page]->questions;
    image_deinit(&image);
    return code;
}

/* ---- the layout ---- */

static int by_double(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double usual_line(const struct work *w)
{
    double lines[LIMIT_SIDES * PROPOSE_BOXES];
    size_t n = 0;
    for (size_t p = 0; p < w->pages; p++)
        for (size_t i = 0; i < w->side[p]->box_count; i++)
            lines[n++] = w->side[p]->box[i].line;
    qsort(lines, n, sizeof lines[0], by_double);
    return n > 0 ? lines[n / 2] : 0.3;
}

static void add_boxes(struct draft *draft, const struct proposal *s,
                      int questions, int first)
{
    char question[16], choice[16];
    for (int q = 1; q <= questions; q++) {
        for (size_t i = 0; i < s->box_count; i++) {
            const struct proposed_box *b = &s->box[i];
            if (b->question != q)
                continue;
            (void)snprintf(question, sizeof question, "Q%d", first + q - 1);
            (void)snprintf(choice, sizeof choice, "%d", b->choice);
            draft_box(draft, &(struct layout_box){.at = b->at,
                                                  .question = question,
                                                  .choice_code = choice,
                                                  .shape = b->shape});
        }
    }
}

static void add_side(const struct work *w, struct draft *draft, size_t page,
                     int *question, int *area)
{
    const struct proposal *s = w->side[page];
    char name[16];
    draft_page(draft, s->width, s->height);
    for (size_t i = 0; i < s->mark_count; i++)
        draft_mark(draft, &s->mark[i]);
    for (size_t i = 0; i < s->code_count; i++)
        draft_code_place(draft, &s->code[i]);
    add_boxes(draft, s, s->questions, *question);
    for (size_t i = 0; i < s->area_count; i++) {
        (void)snprintf(name, sizeof name, "O%d", (*area)++);
        draft_area(draft,
                   &(struct layout_area){.at = s->area[i], .question = name});
    }
    *question += s->questions;
}

static enum err_code make_layout(struct work *w)
{
    int question = 1;
    int area = 1;
    bool fill = w->wish.style != NULL && strcmp(w->wish.style, "fill") == 0;
    struct draft *draft = draft_new(w->wish.form, 1, true, usual_line(w));
    if (draft == NULL)
        return err_set(w->err, ERR_NOMEM, 0, _("out of memory"));
    draft_style(draft, fill ? SHEET_FILL : SHEET_TICK);
    for (size_t p = 0; p < w->pages; p++)
        add_side(w, draft, p, &question, &area);
    return draft_finish(draft, &w->layout, w->err);
}

/* ---- does it register? ---- */

static void note_trial(struct work *w, size_t number,
                       const struct foreign_trial *t)
{
    char residual[32], worst[32];
    str_addf(&w->notes,
             _("check, page %zu: side %d, %d %% of the outlines found, %zu "
               "marks, residual %s mm, worst %s mm\n"),
             number, t->side, (int)(t->found * 100 + 0.5), t->marks,
             num_print_real(t->residual_mm, 3, residual, sizeof residual),
             num_print_real(t->worst_mm, 3, worst, sizeof worst));
    if (t->found < REGISTERS)
        str_add(&w->notes, _("  too few: look at the overlay; the proposal "
                             "does not fit this scan\n"));
    else if (t->other > t->found - 0.1)
        str_add(&w->notes, _("  it fits another way round or another side as "
                             "well: such sheets cannot be told apart without "
                             "a code or a mark that only one corner has\n"));
}

/* Register the scan with the proposal; its boxes show what is printed in
 * them. */
static enum err_code check_page(struct work *w, const struct image *image,
                                size_t number)
{
    struct foreign_trial trial = {
        .cover = mem_alloc(BOX_PAGE_MAX, sizeof(double))};
    if (trial.cover == NULL)
        return err_set(w->err, ERR_NOMEM, 0, _("out of memory"));
    enum err_code code = foreign_try(w->layout, image, &trial, w->err);
    if (code == ERR_OK)
        note_trial(w, number, &trial);
    if (code == ERR_OK && trial.side > 0 && trial.found >= REGISTERS) {
        size_t page = (size_t)trial.side - 1;
        for (size_t i = 0; i < w->layout->pages[page].box_count; i++)
            layout_set_printed(w->layout, page, i,
                               trial.cover[i] < LETTER ? 0 : trial.cover[i]);
    }
    free(trial.cover);
    return code;
}

static enum err_code check(struct work *w)
{
    struct image_file *file = NULL;
    enum err_code code = image_file_open(w->wish.scan, &file, w->err);
    for (size_t i = 0; code == ERR_OK && i < image_file_pages(file) &&
                       i < LIMIT_SIDES;
         i++) {
        struct image image = {0};
        code = image_file_page(file, i, &image, w->err);
        if (code == ERR_OK)
            code = check_page(w, &image, i + 1);
        image_deinit(&image);
    }
    image_file_close(file);
    return code;
}

/* ---- the command ---- */

/* One entry a line: a person will edit it. */
static void break_lines(const char *json, struct str *out)
{
    bool quoted = false;
    int depth = 0;
    for (const char *p = json; *p != '\0'; p++) {
        if (*p == '"' && (p == json || p[-1] != '\\'))
            quoted = !quoted;
        if (!quoted && *p == '{' && depth++ > 0)
            str_add(out, depth == 2 ? "\n " : "\n  ");
        if (!quoted && *p == '}')
            depth--;
        str_add_char(out, *p);
    }
    str_add_char(out, '\n');
}

static enum err_code write_layout(struct work *w)
{
    struct str json, lines;
    str_init(&json, LIMIT_JSON_BYTES);
    str_init(&lines, LIMIT_JSON_BYTES);
    layout_to_json(w->layout, &json);
    break_lines(json.text, &lines);
    enum err_code code = str_check(&json, _("the layout"), w->err);
    if (code == ERR_OK)
        code = str_check(&lines, _("the layout"), w->err);
    if (code == ERR_OK && w->wish.out != NULL)
        code = file_write(w->wish.out, lines.text, lines.n, w->err);
    else if (code == ERR_OK && (fputs(lines.text, stdout) < 0 ||
                                fflush(stdout) != 0))
        code = err_set(w->err, ERR_IO, 0,
                       _("the standard output cannot be written"));
    str_deinit(&json);
    str_deinit(&lines);
    return code;
}

static void note_found(struct work *w)
{
    for (size_t p = 0; p < w->pages; p++) {
        const struct proposal *s = w->side[p];
        char skew[32];
        str_addf(&w->notes,
                 _("page %zu: %zu marks, %zu codes, %zu boxes in %d "
                   "questions, %zu writing areas; skew %s degrees\n"),
                 p + 1, s->mark_count, s->code_count, s->box_count,
                 s->questions, s->area_count,
                 num_print_real(s->skew_deg, 2, skew, sizeof skew));
    }
}

static enum err_code fit(struct work *w)
{
    int question = 1;
    enum err_code code =
        image_file_open(w->wish.pdf != NULL ? w->wish.pdf : w->wish.scan,
                        &w->source, w->err);
    if (code != ERR_OK)
        return code;
    w->pages = image_file_pages(w->source);
    if (w->pages == 0 || w->pages > LIMIT_SIDES)
        return err_set(w->err, ERR_RANGE, 0,
                       _("a sheet has 1 to %d sides; this file has %zu "
                         "pages"),
                       LIMIT_SIDES, w->pages);
    for (size_t p = 0; code == ERR_OK && p < w->pages; p++)
        code = look_at_page(w, p, &question);
    if (code == ERR_OK)
        note_found(w);
    if (code == ERR_OK && question == 1)
        code = err_set(w->err, ERR_NOTFOUND, 0,
                       _("no boxes were found: four and more outlines of one "
                         "shape and size, 1.5 to 9 mm, in rows or columns"));
    if (code == ERR_OK)
        code = make_layout(w);
    if (code == ERR_OK)
        code = check(w);
    if (code == ERR_OK)
        code = write_layout(w);
    /* Written all the same: a person can mend it. */
    if (code == ERR_OK)
        code = layout_check_foreign(w->layout,
                                    w->wish.out != NULL ? w->wish.out
                                                        : _("the proposal"),
                                    w->err);
    return code;
}

static enum err_code fit_alone(void *arg, struct err *err)
{
    struct work *w = arg;
    w->err = err;
    enum err_code code = fit(w);
    (void)fputs(w->notes.text, stderr);
    for (size_t p = 0; p < LIMIT_SIDES; p++)
        free(w->side[p]);
    layout_free(w->layout);
    image_file_close(w->source);
    return code;
}

/* The folder a path lies in; "." when it names none. */
static void folder_of(const char *path, char out[LIMIT_PATH_BYTES])
{
    const char *slash = path != NULL ? strrchr(path, '/') : NULL;
    size_t n = slash == NULL ? 0 : slash == path ? 1 : (size_t)(slash - path);
    if (slash == NULL || n >= LIMIT_PATH_BYTES)
        (void)snprintf(out, LIMIT_PATH_BYTES, ".");
    else
        (void)snprintf(out, LIMIT_PATH_BYTES, "%.*s", (int)n, path);
}

/* Scans and PDFs come from outside: they are decoded in the sandbox. */
static enum err_code fit_in_sandbox(struct work *w, struct err *err)
{
    char layout[LIMIT_PATH_BYTES], overlay[LIMIT_PATH_BYTES];
    const char *writable[3] = {NULL, NULL, NULL};
    size_t n = 0;
    folder_of(w->wish.out, layout);
    folder_of(w->wish.overlay, overlay);
    if (w->wish.out != NULL)
        writable[n++] = layout;
    if (w->wish.overlay != NULL)
        writable[n++] = overlay;
    return alone_run(fit_alone, w, writable, err);
}

static int cmd_fit(struct cli *cli)
{
    struct err err = ERR_INIT;
    struct work w = {.cli = cli, .wish = {.form = "SHEET"}, .err = &err};
    const struct opt opts[] = {
        {.name = "--pdf", .kind = OPT_TEXT, .value = &w.wish.pdf},
        {.name = "--out", .kind = OPT_TEXT, .value = &w.wish.out},
        {.name = "--overlay", .kind = OPT_TEXT, .value = &w.wish.overlay},
        {.name = "--style", .kind = OPT_TEXT, .value = &w.wish.style},
        {.name = "--form", .kind = OPT_TEXT, .value = &w.wish.form},
        {.name = NULL},
    };
    const char *args[2];
    size_t n = 0;
    str_init(&w.notes, 64 * 1024);
    enum err_code code = cli_options(cli, opts, args, 2, &n, &err);
    if (code == ERR_OK && n != 2) /* "fit" and the scan */
        code = err_set(&err, ERR_USAGE, 0,
                       _("name the scan of a blank sheet: pingyi layout fit "
                         "blank.png --out sheet.json"));
    if (code == ERR_OK && w.wish.style != NULL &&
        strcmp(w.wish.style, "tick") != 0 && strcmp(w.wish.style, "fill") != 0)
        code = err_set(&err, ERR_USAGE, 0,
                       _("--style is tick or fill, not '%s'"), w.wish.style);
    if (code == ERR_OK) {
        w.wish.scan = args[1];
        code = fit_in_sandbox(&w, &err);
    }
    str_deinit(&w.notes);
    return code != ERR_OK ? cli_fail(cli, &err) : EXIT_DONE;
}

int cmd_layout_any(struct cli *cli)
{
    bool fits = cli->argc > 0 && strcmp(cli->argv[0], "fit") == 0;
    return fits ? cmd_fit(cli) : cmd_layout(cli);
}
