/* read_pages - the reader alone on image files, one JSON line a page.
 *
 *     read_pages WORKSPACE PATH…  > read.jsonl
 *
 * The workspace gives the layouts and the key; nothing is stored in it.  The
 * lines are what `pysim score` compares with the truth: every box with its
 * state and measurements, every answer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/json.h"
#include "engine/base/limits.h"
#include "engine/store/store.h"
#include "forms/payload.h"
#include "omr/batch/survey.h"
#include "omr/image.h"
#include "omr/reader.h"

enum { LINE_MAX_BYTES = 1 << 20 };

static const char *const box_words[] = {
    [BOX_EMPTY] = "empty",
    [BOX_MARKED] = "marked",
    [BOX_CANCELLED] = "cancelled",
    [BOX_DOUBTFUL] = "doubtful",
};
static const char *const answer_words[] = {
    [ANSWER_GIVEN] = "given",
    [ANSWER_BLANK] = "blank",
    [ANSWER_INVALID] = "invalid",
    [ANSWER_DOUBTFUL] = "doubtful",
};

static void write_box(struct jout *j, const struct box_read *b,
                      const struct questionnaire *q)
{
    const struct item *item = &q->items[b->item];
    const struct box_measure *m = &b->measure;
    jout_begin_object(j, NULL);
    jout_string(j, "question", item->code);
    jout_string(j, "choice", item->scale->choices[b->choice].code);
    jout_string(j, "state", box_words[b->state]);
    jout_string(j, "reason", b->reason);
    jout_real(j, "p", (double)b->p_marked, 4);
    jout_real(j, "cover", (double)m->cover, 4);
    jout_real(j, "solid", (double)m->solid, 4);
    jout_real(j, "ring", (double)m->ring, 4);
    jout_real(j, "ink", (double)m->ink, 4);
    jout_real(j, "extent", (double)m->extent, 3);
    jout_real(j, "strike", (double)m->strike, 4);
    jout_real(j, "through", (double)m->through, 3);
    jout_real(j, "noise", (double)m->noise, 4);
    jout_real(j, "outline", (double)m->outline, 3);
    jout_real(j, "shift_x", (double)m->shift_x_mm, 3);
    jout_real(j, "shift_y", (double)m->shift_y_mm, 3);
    jout_end_object(j);
}

static void write_answer(struct jout *j, const struct answer_read *a,
                         const struct questionnaire *q)
{
    const struct item *item = &q->items[a->item];
    jout_begin_object(j, NULL);
    jout_string(j, "question", item->code);
    jout_string(j, "state", answer_words[a->state]);
    jout_string(j, "reason", a->reason);
    jout_begin_array(j, "choices");
    for (size_t k = 0; item->scale && k < item->scale->choice_count; k++) {
        if (a->choices >> k & 1) {
            jout_string(j, NULL, item->scale->choices[k].code);
        }
    }
    jout_end_array(j);
    jout_end_object(j);
}

static const struct questionnaire *form_of(const struct reader_survey *survey,
                                           int revision)
{
    for (size_t i = 0; i < survey->form_count; i++) {
        if (survey->forms[i].revision == revision) {
            return survey->forms[i].q;
        }
    }
    return NULL;
}

static void write_page(struct str *out, const char *file, size_t number,
                       const struct page_scan *page,
                       const struct questionnaire *q)
{
    char serial[8] = "";
    struct jout json = {.out = out}, *j = &json;
    if (page->serial) {
        payload_serial_text(page->serial, serial);
    }
    jout_begin_object(j, NULL);
    jout_string(j, "file", file);
    jout_int(j, "page", (int64_t)number);
    jout_string(j, "outcome", page_outcome_word(page->outcome));
    jout_string(j, "reason", page->reason ? page->reason : "");
    jout_string(j, "serial", serial);
    jout_int(j, "side", page->side);
    jout_int(j, "turned", page->turned);
    jout_real(j, "dpi", page->dpi, 1);
    jout_real(j, "skew_deg", page->skew_deg, 3);
    jout_real(j, "residual_mm", page->residual_mm, 3);
    jout_begin_array(j, "boxes");
    for (size_t i = 0; q && i < page->box_count; i++) {
        write_box(j, &page->boxes[i], q);
    }
    jout_end_array(j);
    jout_begin_array(j, "answers");
    for (size_t i = 0; q && i < page->answer_count; i++) {
        write_answer(j, &page->answers[i], q);
    }
    jout_end_array(j);
    jout_end_object(j);
    str_add_char(out, '\n');
}

/* A page that cannot be decoded is a line too: nothing may go missing. */
static void write_broken(struct str *out, const char *file, size_t number,
                         const char *why)
{
    struct page_scan none = {.outcome = PAGE_BROKEN, .reason = why};
    write_page(out, file, number, &none, NULL);
}

static void read_file(struct reader *reader, const struct reader_survey *survey,
                      const char *path, struct str *line)
{
    struct err err = ERR_INIT;
    struct image_file *file = NULL;
    if (image_file_open(path, &file, &err) != ERR_OK) {
        str_clear(line);
        write_broken(line, path, 0, err.text);
        fputs(line->text, stdout);
        return;
    }
    for (size_t i = 0; i < image_file_pages(file); i++) {
        struct image image = {0};
        struct page_scan page = {0};
        err = ERR_INIT;
        str_clear(line);
        if (image_file_page(file, i, &image, &err) != ERR_OK ||
            reader_page(reader, &image, &page, &err) != ERR_OK) {
            write_broken(line, path, i, err.text);
        } else {
            write_page(line, path, i, &page, form_of(survey, page.revision));
        }
        image_deinit(&image);
        fputs(str_ok(line) ? line->text : "", stdout);
    }
    image_file_close(file);
}

static enum err_code read_path(struct reader *reader,
                               const struct reader_survey *survey,
                               const char *path, struct str *line,
                               struct err *err)
{
    char **files = NULL;
    size_t n = 0;
    enum err_code code = file_list(path, LIMIT_FILES_PER_SCAN, &files, &n, err);
    for (size_t i = 0; i < n && code == ERR_OK; i++) {
        const char *dot = strrchr(files[i], '.');
        if (dot && strncmp(dot, ".json", 5) != 0) {
            read_file(reader, survey, files[i], line);
        }
    }
    file_list_free(files, n);
    return code;
}

int main(int argc, char **argv)
{
    struct err err = ERR_INIT;
    struct store *store = NULL;
    struct reader_survey *survey = NULL;
    struct reader *reader = NULL;
    struct str line;
    if (argc < 3) {
        fprintf(stderr, "read_pages WORKSPACE PATH…\n");
        return 2;
    }
    str_init(&line, LINE_MAX_BYTES);
    enum err_code code = store_open(argv[1], &store, &err);
    if (code == ERR_OK) {
        code = reader_survey_load(store, &survey, &err);
    }
    if (code == ERR_OK) {
        code = reader_new(survey, &reader, &err);
    }
    for (int i = 2; i < argc && code == ERR_OK; i++) {
        code = read_path(reader, survey, argv[i], &line, &err);
    }
    if (code != ERR_OK) {
        fprintf(stderr, "read_pages: %s\n", err.text);
    }
    reader_free(reader);
    reader_survey_free(survey);
    store_close(store);
    str_deinit(&line);
    return code == ERR_OK ? 0 : 1;
}
