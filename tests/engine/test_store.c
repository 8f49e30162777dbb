/* tests/engine/test_store.c - a workspace is made, filled, damaged, shared. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "engine/store/records.h"
#include "tests/engine/store_fixture.h"

/* ---- making one ---- */

static void a_workspace_is_made_whole_and_private(void **state)
{
    (void)state;
    struct fixture f;
    struct stat st;
    char path[160];
    fixture_dir(&f);
    fixture_create(&f, "");
    (void)snprintf(path, sizeof path, "%s/survey.db", f.space);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    (void)snprintf(path, sizeof path, "%s/pages", f.space);
    assert_true(file_is_dir(path));
    (void)snprintf(path, sizeof path, "%s/out", f.space);
    assert_true(file_is_dir(path));
    char **names = NULL;
    size_t n = 0;
    ok(file_list(f.dir, 100, &names, &n, &fixture_err));
    assert_int_equal(n, 1); /* no part, journal or temporary is left */
    file_list_free(names, n);
    fixture_open(&f);
    const struct survey_info *info = store_survey(f.store);
    assert_string_equal(info->form, "TT");
    assert_string_equal(info->title, "永宁县2026年评议");
    assert_string_equal(info->period, "2026年上半年");
    assert_string_equal(info->issuer, "");
    assert_false(info->anonymous);
    assert_false(info->closed);
    assert_in_range(info->id, 1, (1 << 30) - 1);
    const struct units *u = store_units(f.store);
    assert_int_equal(u->count, 3);
    assert_int_equal(units_find(u, "0102"), 2);
    assert_int_equal(units_find(u, "0199"), -1);
    assert_int_equal(u->unit[1].population, 2600);
    assert_int_equal(u->unit[2].population, -1);
    assert_int_equal(u->unit[1].depth, 1);
    assert_int_equal(u->unit[0].parent, -1);
    fixture_remove(&f);
}

static void try_create(struct fixture *f, const char *dir,
                       enum err_code expected)
{
    char space[96];
    struct units *units = NULL;
    struct questionnaire *q = fixture_parse("");
    (void)snprintf(space, sizeof space, "%s/%s", f->dir, dir);
    ok(units_parse(fixture_units, strlen(fixture_units), "units", &units,
                   &fixture_err));
    const struct survey_new what = {.form = q, .units = units};
    if (expected == ERR_OK)
        ok(store_create(space, &what, &fixture_err));
    else
        fails(expected, store_create(space, &what, &fixture_err));
    units_free(units);
    questionnaire_free(q);
}

static void a_folder_in_use_is_left_alone(void **state)
{
    (void)state;
    struct fixture f;
    char path[160];
    fixture_dir(&f);
    try_create(&f, "w", ERR_OK);
    try_create(&f, "w", ERR_EXISTS);
    assert_non_null(strstr(fixture_err.text, f.space));
    (void)snprintf(path, sizeof path, "%s/empty", f.dir);
    assert_int_equal(mkdir(path, 0755), 0);
    try_create(&f, "empty/", ERR_OK); /* an empty one is filled */
    (void)snprintf(path, sizeof path, "%s/file", f.dir);
    ok(file_write(path, "x", 1, &fixture_err));
    try_create(&f, "file", ERR_EXISTS);
    try_create(&f, "deep/er/w", ERR_OK);
    try_create(&f, "deep/er/w//", ERR_EXISTS);
    ok(store_open(f.space, &f.store, &fixture_err));
    fixture_remove(&f);
}

static void what_is_no_workspace_is_told_apart(void **state)
{
    (void)state;
    struct fixture f;
    char path[160];
    fixture_dir(&f);
    (void)snprintf(path, sizeof path, "%s/survey.db", f.dir);
    fails(ERR_NOTFOUND, store_open("/nowhere/at/all", &f.store, &fixture_err));
    fails(ERR_NOTFOUND, store_open(f.dir, &f.store, &fixture_err));
    ok(file_write(path, "", 0, &fixture_err));
    fails(ERR_FORMAT, store_open(f.dir, &f.store, &fixture_err));
    ok(file_write(path, "just a text, and longer than a hundred bytes, so "
                        "that SQLite looks at it: .........................."
                        "....................",
                  120, &fixture_err));
    fails(ERR_FORMAT, store_open(f.dir, &f.store, &fixture_err));
    (void)unlink(path);
    sqlite3 *db = NULL; /* another program's database */
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE t (a); PRAGMA "
                                      "user_version = 1",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    (void)sqlite3_close(db);
    fails(ERR_FORMAT, store_open(f.dir, &f.store, &fixture_err));
    (void)unlink(path);
    assert_int_equal(mkdir(path, 0755), 0);
    fails(ERR_FORMAT, store_open(f.dir, &f.store, &fixture_err));
    assert_null(f.store);
    fixture_remove(&f);
}

static void a_damaged_file_is_reported_not_read(void **state)
{
    (void)state;
    struct fixture f;
    char path[160];
    fixture_make(&f, "", false, false);
    for (unsigned i = 0; i < 8; i++)
        (void)fixture_sheet(&f, f.serial[i], "2123412w", i);
    store_close(f.store);
    f.store = NULL;
    (void)snprintf(path, sizeof path, "%s/survey.db", f.space);
    int fd = open(path, O_RDWR);
    char junk[4096];
    memset(junk, 0x5a, sizeof junk);
    int64_t size = file_size(path);
    for (int64_t at = 3 * 4096; at < size; at += 2 * 4096)
        assert_int_equal(pwrite(fd, junk, sizeof junk, at), sizeof junk);
    (void)close(fd);
    enum err_code code = store_open(f.space, &f.store, &fixture_err);
    if (code == ERR_OK)
        code = store_check(f.store, &fixture_err);
    assert_string_equal(err_code_word(code), "corrupt");
    assert_non_null(strstr(fixture_err.text, "survey.db"));
    fixture_remove(&f);
}

/* ---- forms, layouts, batches ---- */

static void a_printed_questionnaire_is_never_changed(void **state)
{
    (void)state;
    struct fixture f;
    const struct questionnaire *q;
    int revision = 0;
    char *json = NULL;
    fixture_dir(&f);
    fixture_create(&f, "");
    fixture_open(&f);
    struct questionnaire *same = fixture_parse("");
    struct questionnaire *other = fixture_parse("hotline: 监督电话：12356\n");
    struct questionnaire *third = fixture_parse("hotline: 监督电话：12345\n");
    ok(store_form_add(f.store, same, &revision, &fixture_err));
    assert_int_equal(revision, 1);
    ok(store_layout_put(f.store, 1, false, fixture_two_sides, &fixture_err));
    ok(store_form_add(f.store, other, &revision, &fixture_err));
    assert_int_equal(revision, 1); /* never printed: replaced, layout gone */
    fails(ERR_NOTFOUND,
          store_layout_get(f.store, 1, false, &json, &fixture_err));
    ok(store_form(f.store, 0, &q, &revision, &fixture_err));
    assert_string_equal(q->hotline, "监督电话：12356");
    ok(store_begin(f.store, &fixture_err));
    ok(store_batch_add(f.store, 1, 1, false, 8, f.serial, &f.batch,
                       &fixture_err));
    ok(store_commit(f.store, &fixture_err));
    ok(store_form_add(f.store, other, &revision, &fixture_err));
    assert_int_equal(revision, 1);
    ok(store_form_add(f.store, third, &revision, &fixture_err));
    assert_int_equal(revision, 2);
    ok(store_form(f.store, 1, &q, NULL, &fixture_err));
    assert_string_equal(q->hotline, "监督电话：12356");
    ok(store_form(f.store, 0, &q, &revision, &fixture_err));
    assert_string_equal(q->hotline, "监督电话：12345");
    fails(ERR_NOTFOUND, store_form(f.store, 3, &q, NULL, &fixture_err));
    fails(ERR_NOTFOUND, store_form(f.store, 99, &q, NULL, &fixture_err));
    struct questionnaire *secret = fixture_parse("anonymous: true\n");
    fails(ERR_DENIED,
          store_form_add(f.store, secret, &revision, &fixture_err));
    ok(store_audit_verify(f.store, NULL, &fixture_err));
    questionnaire_free(secret);
    questionnaire_free(third);
    questionnaire_free(other);
    questionnaire_free(same);
    fixture_remove(&f);
}

static void a_layout_is_written_once(void **state)
{
    (void)state;
    struct fixture f;
    char *json = NULL;
    const struct form_sides *sides;
    fixture_make(&f, "", false, true);
    ok(store_layout_put(f.store, 1, false, fixture_two_sides, &fixture_err));
    fails(ERR_EXISTS,
          store_layout_put(f.store, 1, false, "{}", &fixture_err));
    fails(ERR_NOTFOUND,
          store_layout_get(f.store, 1, true, &json, &fixture_err));
    ok(store_layout_get(f.store, 1, false, &json, &fixture_err));
    assert_string_equal(json, fixture_two_sides);
    free(json);
    ok(store_sides(f.store, 1, false, &sides, &fixture_err));
    assert_int_equal(sides->count, 2);
    assert_int_equal(sides->side[IT_E1], 1);
    assert_int_equal(sides->side[IT_O1], 2);
    ok(store_sides(f.store, 1, true, &sides, &fixture_err));
    assert_int_equal(sides->count, 1);
    fixture_remove(&f);
}

static int by_value(const void *a, const void *b)
{
    const uint64_t *x = a;
    const uint64_t *y = b;
    return (*x > *y) - (*x < *y);
}

static void serials_are_different_and_in_no_order(void **state)
{
    (void)state;
    enum { N = 20000 };
    struct fixture f;
    struct batch b;
    fixture_make(&f, "", false, false);
    uint64_t *serials = calloc(N, sizeof *serials);
    assert_non_null(serials);
    ok(store_begin(f.store, &fixture_err));
    ok(store_batch_add(f.store, 2, 1, false, N, serials, &b, &fixture_err));
    ok(store_commit(f.store, &fixture_err));
    assert_int_equal(b.number, 2);
    size_t rising = 0;
    for (size_t i = 1; i < N; i++)
        rising += serials[i] > serials[i - 1];
    assert_in_range(rising, N / 2 - 1000, N / 2 + 1000);
    bool known;
    ok(store_sheet_known(f.store, 2, serials[77], &known, &fixture_err));
    assert_true(known);
    ok(store_sheet_known(f.store, 1, serials[77], &known, &fixture_err));
    assert_false(known);
    qsort(serials, N, sizeof *serials, by_value);
    for (size_t i = 0; i < N; i++) {
        assert_true(serials[i] > 0 && serials[i] < UINT64_C(1) << 35);
        assert_true(i == 0 || serials[i] != serials[i - 1]);
    }
    free(serials);
    fixture_remove(&f);
}

static void what_was_handed_out_is_recorded(void **state)
{
    (void)state;
    struct fixture f;
    struct batch b;
    struct batch *list = NULL;
    size_t n = 0;
    fixture_make(&f, "", false, false);
    ok(store_batch_get(f.store, 1, &b, &fixture_err));
    assert_int_equal(b.issued, 8);
    ok(store_batch_issued(f.store, 1, 7, 2, &fixture_err));
    ok(store_batches(f.store, &list, &n, &fixture_err));
    assert_int_equal(n, 1);
    assert_int_equal(list[0].issued, 7);
    assert_int_equal(list[0].refused, 2);
    assert_int_equal(list[0].copies, 8);
    free(list);
    fails(ERR_RANGE, store_batch_issued(f.store, 1, 9, 0, &fixture_err));
    fails(ERR_RANGE, store_batch_issued(f.store, 1, 5, 6, &fixture_err));
    fails(ERR_RANGE, store_batch_issued(f.store, 1, -1, 0, &fixture_err));
    fails(ERR_NOTFOUND, store_batch_issued(f.store, 9, 1, 0, &fixture_err));
    fails(ERR_NOTFOUND, store_batch_get(f.store, 9, &b, &fixture_err));
    fixture_remove(&f);
}

/* ---- boxes ---- */

static void boxes_come_back_as_they_were_read(void **state)
{
    (void)state;
    struct fixture f;
    struct fixture_page p;
    fixture_make(&f, "", false, false);
    struct page_scan *s =
        fixture_page(&f, &p, f.serial[0], 1, 0, "2123412w", 1);
    s->box_count = 2;
    p.boxes[0] = (struct box_read){
        .item = IT_K1, .choice = 2, .state = BOX_DOUBTFUL, .p_marked = 0.4321F,
        .reason = "faint",
        .measure = {.cover = 0.0123F, .solid = 1.0F, .ring = 0.5F,
                    .ink = 0.25F, .extent = 1.234F, .strike = 0.75F, .specks = 0.01F,
                    .through = 0.1F, .noise = 0.0001F, .shift_x_mm = -0.25F,
                    .shift_y_mm = 1e9F, .outline = 0.75F, .masked = 0.0F}};
    p.boxes[1] = (struct box_read){.item = IT_K2, .choice = 0,
                                   .measure = {.cover = NAN}};
    struct gate_result r = fixture_gate(&f, s);
    struct box_read *boxes = NULL;
    size_t n = 0;
    ok(store_page_boxes(f.store, r.page_id, &boxes, &n, &fixture_err));
    assert_int_equal(n, 2);
    assert_int_equal(boxes[0].item, IT_K1);
    assert_int_equal(boxes[0].choice, 2);
    assert_int_equal(boxes[0].state, BOX_DOUBTFUL);
    assert_string_equal(boxes[0].reason, "faint");
    assert_float_equal(boxes[0].p_marked, 0.4321F, 1e-6);
    assert_float_equal(boxes[0].measure.cover, 0.0123F, 1e-6);
    assert_float_equal(boxes[0].measure.extent, 1.234F, 1e-6);
    assert_float_equal(boxes[0].measure.strike, 0.75F, 1e-6);
    assert_float_equal(boxes[0].measure.noise, 0.0001F, 1e-6);
    assert_float_equal(boxes[0].measure.shift_x_mm, -0.25F, 1e-6);
    assert_float_equal(boxes[0].measure.shift_y_mm, 32.767F, 1e-3);
    assert_float_equal(boxes[1].measure.cover, 0.0F, 1e-6);
    assert_string_equal(boxes[1].reason, "");
    free(boxes);
    ok(store_page_boxes(f.store, 999, &boxes, &n, &fixture_err));
    assert_int_equal(n, 0);
    fixture_remove(&f);
}

static void reports_are_kept_in_order(void **state)
{
    (void)state;
    struct fixture f;
    struct report_row row = {.edition = "bulletin", .file = "通报.pdf",
                             .issued = "2026-03-01T08:00:00Z",
                             .signer = "某县计生办"};
    struct report_row *list = NULL;
    size_t n = 0;
    fixture_make(&f, "", false, false);
    memset(row.sha256, 'a', 64);
    memset(row.figures_sha256, 'b', 64);
    ok(store_report_add(f.store, &row, &fixture_err));
    (void)snprintf(row.edition, sizeof row.edition, "rectify");
    ok(store_report_add(f.store, &row, &fixture_err));
    ok(store_reports(f.store, &list, &n, &fixture_err));
    assert_int_equal(n, 2);
    assert_string_equal(list[0].edition, "bulletin");
    assert_string_equal(list[1].edition, "rectify");
    assert_string_equal(list[1].file, "通报.pdf");
    assert_string_equal(list[1].signer, "某县计生办");
    free(list);
    fixture_remove(&f);
}

/* ---- the audit log ---- */

static void harm(struct fixture *f, const char *sql)
{
    store_close(f->store);
    f->store = NULL;
    char path[160];
    sqlite3 *db = NULL;
    (void)snprintf(path, sizeof path, "%s/survey.db", f->space);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    (void)sqlite3_close(db);
    fixture_open(f);
}

static void tampering_with_the_audit_log_is_seen(void **state)
{
    (void)state;
    static const struct {
        const char *sql, *word;
    } rows[] = {
        {"UPDATE audit SET detail = '{}' WHERE number = 3", "row 3"},
        {"UPDATE audit SET who = 'x' WHERE number = 2", "row 2"},
        {"UPDATE audit SET at = '2020-01-01T00:00:00Z' WHERE number = 4",
         "row 4"},
        {"UPDATE audit SET action = who, who = action WHERE number = 5",
         "row 5"},
        {"DELETE FROM audit WHERE number = 3", "row 3"},
        {"DELETE FROM audit WHERE number = 1", "row 1"},
        {"DELETE FROM audit WHERE number >= 5", "ends at row 4"},
        {"DELETE FROM audit", "ends at row 0"},
        {"UPDATE audit SET hash = zeroblob(32) WHERE number = 5", "row 5"},
        {"INSERT INTO audit SELECT 6, at, action, who, detail, hash FROM "
         "audit WHERE number = 5",
         "row 6"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fixture f;
        int64_t n = 0;
        char head[SHA256_HEX];
        fixture_make(&f, "", false, false);
        ok(store_begin(f.store, &fixture_err));
        ok(store_audit(f.store, "one", "甲", "{\"a\":1}", &fixture_err));
        ok(store_audit(f.store, "two", "乙", "{\"b\":\"二\"}", &fixture_err));
        ok(store_audit(f.store, "three", "", NULL, &fixture_err));
        ok(store_commit(f.store, &fixture_err));
        ok(store_audit_verify(f.store, &n, &fixture_err));
        assert_int_equal(n, 5);
        ok(store_audit_head(f.store, &n, head, &fixture_err));
        assert_int_equal(strlen(head), 64);
        harm(&f, rows[i].sql);
        fails(ERR_CORRUPT, store_audit_verify(f.store, &n, &fixture_err));
        if (strstr(fixture_err.text, rows[i].word) == NULL)
            fail_msg("'%s' does not say '%s'", fixture_err.text,
                     rows[i].word);
        fixture_remove(&f);
    }
}

static void a_row_rolled_back_is_not_in_the_log(void **state)
{
    (void)state;
    struct fixture f;
    int64_t n = 0;
    fixture_make(&f, "", false, false);
    ok(store_begin(f.store, &fixture_err));
    ok(store_audit(f.store, "one", "", NULL, &fixture_err));
    store_rollback(f.store);
    ok(store_audit_verify(f.store, &n, &fixture_err));
    assert_int_equal(n, 2);
    fixture_remove(&f);
}

/* ---- what can go wrong under way ---- */

static bool count_any(void *ctx, const struct response_row *row)
{
    (void)ctx;
    (void)row;
    return false;
}

static bool count_review(void *ctx, const struct review_row *row)
{
    (void)ctx;
    (void)row;
    return false;
}

/* A row changed by hand must not lead readers out of their arrays. */
static void rows_that_name_nothing_are_corrupt(void **state)
{
    (void)state;
    static const char *const harms[] = {
        "UPDATE answer SET item = 99 WHERE item = 7",
        "PRAGMA foreign_keys = OFF; UPDATE response SET unit = 9",
        "PRAGMA foreign_keys = OFF; UPDATE batch SET unit = 9",
        "UPDATE review SET item = 99",
        "UPDATE form SET source = 'form: ZZ'",
    };
    for (size_t i = 0; i < sizeof harms / sizeof harms[0]; i++) {
        struct fixture f;
        struct batch *list = NULL;
        size_t n;
        fixture_make(&f, "", false, false);
        (void)fixture_sheet(&f, f.serial[0], "2?23412w", 1);
        harm(&f, harms[i]);
        err_clear(&fixture_err);
        enum err_code code =
            store_responses(f.store, count_any, NULL, &fixture_err);
        if (code == ERR_OK)
            code = store_batches(f.store, &list, &n, &fixture_err);
        if (code == ERR_OK)
            code = store_reviews(f.store, REVIEW_ALL, count_review, NULL,
                                 &fixture_err);
        free(list);
        if (code != ERR_CORRUPT && code != ERR_FORMAT)
            fail_msg("%s: %s", harms[i], err_code_word(code));
        fixture_remove(&f);
    }
}

static bool count_response(void *ctx, const struct response_row *row)
{
    (void)row;
    *(size_t *)ctx += 1;
    return false;
}

static size_t response_count(struct fixture *f)
{
    size_t n = 0;
    ok(store_responses(f->store, count_response, &n, &fixture_err));
    return n;
}

static void kill_in_a_transaction_loses_nothing_acknowledged(void **state)
{
    (void)state;
    struct fixture f;
    int pipe_fd[2];
    char said;
    fixture_make(&f, "", false, false);
    store_close(f.store);
    f.store = NULL;
    assert_int_equal(pipe(pipe_fd), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct fixture_page p;
        struct gate_result r;
        fixture_open(&f);
        (void)fixture_sheet(&f, f.serial[0], "2123412w", 1);
        (void)fixture_sheet(&f, f.serial[1], "2123412w", 2);
        bool fine =
            store_begin(f.store, NULL) == ERR_OK &&
            gate_page(f.store,
                      fixture_page(&f, &p, f.serial[2], 1, 0, "2123412w", 3),
                      &r, NULL) == ERR_OK;
        (void)!write(pipe_fd[1], fine ? "k" : "x", 1);
        for (;;)
            (void)pause();
    }
    assert_int_equal(read(pipe_fd[0], &said, 1), 1);
    assert_int_equal(said, 'k');
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    (void)close(pipe_fd[0]);
    (void)close(pipe_fd[1]);
    fixture_open(&f);
    ok(store_check(f.store, &fixture_err));
    ok(store_audit_verify(f.store, NULL, &fixture_err));
    assert_int_equal(response_count(&f), 2);
    /* The same work again: nothing twice, nothing missing. */
    for (unsigned i = 0; i < 3; i++)
        (void)fixture_sheet(&f, f.serial[i], "2123412w", i + 1);
    assert_int_equal(response_count(&f), 3);
    fixture_remove(&f);
}

/* Write pages until the ceiling is met.  0 = behaved, else what did not. */
static int fill_the_disk(struct fixture *f)
{
    struct fixture_page p;
    struct gate_result r;
    struct err err = ERR_INIT;
    const struct rlimit small = {.rlim_cur = 512 * 1024,
                                 .rlim_max = 512 * 1024};
    (void)signal(SIGXFSZ, SIG_IGN);
    if (store_open(f->space, &f->store, &err) != ERR_OK ||
        setrlimit(RLIMIT_FSIZE, &small) != 0)
        return 1;
    enum err_code code = ERR_OK;
    unsigned done = 0;
    while (code == ERR_OK && done < 100000) {
        code = store_begin(f->store, &err);
        for (unsigned i = 0; code == ERR_OK && i < 20; i++)
            code = gate_page(f->store,
                             fixture_page(f, &p, 0, 1, 0, "2123412w",
                                          1000 + done + i),
                             &r, &err);
        if (code == ERR_OK)
            code = store_commit(f->store, &err);
        else
            store_rollback(f->store);
        if (code == ERR_OK)
            done += 20;
    }
    if (code != ERR_FULL || strstr(err.text, "survey.db") == NULL) {
        print_message("# %s (%d): %s\n", err_code_word(code), err.native, err.text);
        return 2;
    }
    size_t n = 0;
    if (store_responses(f->store, count_response, &n, NULL) != ERR_OK)
        return 3;
    return n == done ? 0 : 4;
}

static void a_full_disk_loses_only_what_was_not_acknowledged(void **state)
{
    (void)state;
    struct fixture f;
    int status = 0;
    fixture_make(&f, "", true, false);
    store_close(f.store);
    f.store = NULL;
    pid_t child = fork();
    if (child == 0)
        _exit(fill_the_disk(&f));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    fixture_open(&f);
    ok(store_check(f.store, &fixture_err));
    assert_int_equal(response_count(&f) % 20, 0);
    fixture_remove(&f);
}

static void a_failed_step_spoils_the_commit(void **state)
{
    (void)state;
    struct fixture f;
    int64_t id;
    fixture_make(&f, "", false, false);
    ok(store_begin(f.store, &fixture_err));
    ok(store_audit(f.store, "one", "", NULL, &fixture_err));
    struct query q;
    query_start(f.store, SQL_SHEET_INSERT, &q); /* already there */
    query_int(&q, P_SHEET_INSERT_BATCH, 1);
    query_int(&q, P_SHEET_INSERT_SERIAL, (int64_t)f.serial[0]);
    fails(ERR_SYSTEM, query_run(&q, &fixture_err));
    fails(ERR_SYSTEM, store_commit(f.store, &fixture_err));
    ok(store_audit_verify(f.store, &id, &fixture_err));
    assert_int_equal(id, 2);
    ok(store_begin(f.store, &fixture_err)); /* and life goes on */
    ok(store_commit(f.store, &fixture_err));
    fixture_remove(&f);
}

/* As nobody: root may write anywhere. */
static int open_read_only(struct fixture *f)
{
    struct err err = ERR_INIT;
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
        return 1;
    enum err_code code = store_open(f->space, &f->store, &err);
    if (code != ERR_IO || strstr(err.text, "survey.db") == NULL)
        return 2;
    const struct survey_new what = {.form = NULL};
    char inside[128];
    (void)snprintf(inside, sizeof inside, "%s/new", f->space);
    return store_create(inside, &what, &err) == ERR_IO ? 0 : 3;
}

static void a_folder_one_may_not_write_to_is_told(void **state)
{
    (void)state;
    struct fixture f;
    char path[160];
    int status = 0;
    fixture_make(&f, "", false, false);
    store_close(f.store);
    f.store = NULL;
    (void)snprintf(path, sizeof path, "%s/survey.db", f.space);
    assert_int_equal(chmod(path, 0444), 0);
    assert_int_equal(chmod(f.space, 0555), 0);
    assert_int_equal(chmod(f.dir, 0755), 0);
    pid_t child = fork();
    if (child == 0)
        _exit(open_read_only(&f));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WIFEXITED(status) ? WEXITSTATUS(status) : 99, 0);
    assert_int_equal(chmod(f.space, 0755), 0);
    fixture_remove(&f);
}

/* Two processes scan into one workspace; every page arrives once. */
static void two_writers_wait_for_each_other(void **state)
{
    (void)state;
    enum { EACH = 60 };
    struct fixture f;
    pid_t child[2];
    int status = 0;
    fixture_make(&f, "", true, false);
    store_close(f.store);
    f.store = NULL;
    for (unsigned k = 0; k < 2; k++) {
        child[k] = fork();
        if (child[k] != 0)
            continue;
        struct fixture_page p;
        struct gate_result r;
        struct err err = ERR_INIT;
        enum err_code code = store_open(f.space, &f.store, &err);
        for (unsigned i = 0; code == ERR_OK && i < EACH; i++) {
            code = store_begin(f.store, &err);
            if (code == ERR_OK)
                code = gate_page(f.store,
                                 fixture_page(&f, &p, 0, 1, 0, "2123412w",
                                              /* every other one shared */
                                              i % 2 == 0 ? i
                                                         : 1000 * (k + 1) + i),
                                 &r, &err);
            if (code == ERR_OK)
                code = store_commit(f.store, &err);
        }
        store_close(f.store);
        _exit(code == ERR_OK ? 0 : 1);
    }
    for (int k = 0; k < 2; k++) {
        assert_int_equal(waitpid(child[k], &status, 0), child[k]);
        assert_int_equal(WIFEXITED(status) ? WEXITSTATUS(status) : 99, 0);
    }
    fixture_open(&f);
    assert_int_equal(response_count(&f), EACH / 2 + EACH);
    ok(store_check(f.store, &fixture_err));
    ok(store_audit_verify(f.store, NULL, &fixture_err));
    fixture_remove(&f);
}

static void a_writer_that_holds_the_file_gives_busy(void **state)
{
    (void)state;
    struct fixture f;
    struct store *other = NULL;
    fixture_make(&f, "", false, false);
    ok(store_open(f.space, &other, &fixture_err));
    ok(store_begin(f.store, &fixture_err));
    (void)sqlite3_busy_timeout(other->db, 50);
    fails(ERR_BUSY, store_begin(other, &fixture_err));
    store_rollback(f.store);
    ok(store_begin(other, &fixture_err));
    store_close(other); /* rolls back */
    fixture_remove(&f);
}

/* ---- how fast ---- */

static double seconds_since(const struct timespec *from)
{
    struct timespec to;
    (void)clock_gettime(CLOCK_MONOTONIC, &to);
    return (double)(to.tv_sec - from->tv_sec) +
           (double)(to.tv_nsec - from->tv_nsec) * 1e-9;
}

/* Sixty boxes as a scan gives them: most of them empty, none of them zero.
 * (The same box may be named only once, so they are spread over more items
 * than the fixture has; the gate is not asked here, only the rows.) */
static void fill_boxes(struct fixture_page *p, unsigned seed)
{
    for (size_t k = 0; k < 60; k++)
        p->boxes[k] = (struct box_read){
            .item = k / 3, .choice = k % 3, .p_marked = 0.0007F,
            .state = k % 4 == 0 ? BOX_MARKED : BOX_EMPTY, .reason = "",
            .measure = {.cover = 0.0021F * (float)(seed % 97),
                        .solid = 0.0012F, .ring = 0.004F, .ink = 0.8F,
                        .extent = 0.9F, .strike = 0.25F, .noise = 0.0011F,
                        .shift_x_mm = 0.08F, .shift_y_mm = -0.05F,
                        .outline = 0.99F}};
    p->scan.box_count = 60;
}

static void two_thousand_pages_take_a_few_seconds(void **state)
{
    (void)state;
    enum { PAGES = 4000, GROUP = 50 };
    struct fixture f;
    struct fixture_page p;
    struct timespec from;
    fixture_make(&f, "", true, false);
    (void)clock_gettime(CLOCK_MONOTONIC, &from);
    for (unsigned done = 0; done < PAGES; done += GROUP) {
        ok(store_begin(f.store, &fixture_err));
        for (unsigned i = 0; i < GROUP; i++) {
            int64_t response, page;
            uint8_t identity[SHA256_BYTES];
            const struct record_response row = {
                .unit = 1, .revision = 1, .batch = 1, .channel = "paper"};
            const struct page_scan *s =
                fixture_page(&f, &p, 0, 1, 0, "2123412w", done + i);
            fill_boxes(&p, done + i);
            record_identity(f.store, s, identity);
            ok(record_response_add(f.store, &row, &response, &fixture_err));
            const struct record_page add = {.scan = s,
                                            .identity = identity,
                                            .outcome = PAGE_READ,
                                            .standing = STANDING_COUNTS,
                                            .response = response};
            ok(record_page_add(f.store, &add, &page, &fixture_err));
        }
        ok(store_commit(f.store, &fixture_err));
    }
    double seconds = seconds_since(&from);
    store_close(f.store);
    f.store = NULL;
    char path[160];
    (void)snprintf(path, sizeof path, "%s/survey.db", f.space);
    print_message("# %.0f pages of 60 boxes a second, %lld bytes a page\n",
                  PAGES / seconds, (long long)file_size(path) / PAGES);
    assert_true(seconds < 20.0); /* ten times the usual, for slow disks */
    fixture_remove(&f);
}

static void the_gate_keeps_up_with_the_scanner(void **state)
{
    (void)state;
    enum { PAGES = 2000, GROUP = 50 };
    struct fixture f;
    struct fixture_page p;
    struct gate_result r;
    struct timespec from;
    fixture_make(&f, "", true, false);
    (void)clock_gettime(CLOCK_MONOTONIC, &from);
    for (unsigned done = 0; done < PAGES; done += GROUP) {
        ok(store_begin(f.store, &fixture_err));
        for (unsigned i = 0; i < GROUP; i++)
            ok(gate_page(
                f.store,
                fixture_page(&f, &p, 0, 1, 0, "2123412w", done + i), &r,
                &fixture_err));
        ok(store_commit(f.store, &fixture_err));
    }
    double seconds = seconds_since(&from);
    (void)clock_gettime(CLOCK_MONOTONIC, &from);
    assert_int_equal(response_count(&f), PAGES);
    print_message("# gate: %.0f pages a second; reading back: %.0f\n",
                  PAGES / seconds, PAGES / seconds_since(&from));
    assert_true(seconds < 20.0);
    fixture_remove(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_workspace_is_made_whole_and_private),
        cmocka_unit_test(a_folder_in_use_is_left_alone),
        cmocka_unit_test(what_is_no_workspace_is_told_apart),
        cmocka_unit_test(a_damaged_file_is_reported_not_read),
        cmocka_unit_test(a_printed_questionnaire_is_never_changed),
        cmocka_unit_test(a_layout_is_written_once),
        cmocka_unit_test(serials_are_different_and_in_no_order),
        cmocka_unit_test(what_was_handed_out_is_recorded),
        cmocka_unit_test(boxes_come_back_as_they_were_read),
        cmocka_unit_test(reports_are_kept_in_order),
        cmocka_unit_test(tampering_with_the_audit_log_is_seen),
        cmocka_unit_test(a_row_rolled_back_is_not_in_the_log),
        cmocka_unit_test(rows_that_name_nothing_are_corrupt),
        cmocka_unit_test(kill_in_a_transaction_loses_nothing_acknowledged),
        cmocka_unit_test(a_full_disk_loses_only_what_was_not_acknowledged),
        cmocka_unit_test(a_failed_step_spoils_the_commit),
        cmocka_unit_test(a_folder_one_may_not_write_to_is_told),
        cmocka_unit_test(two_writers_wait_for_each_other),
        cmocka_unit_test(a_writer_that_holds_the_file_gives_busy),
        cmocka_unit_test(two_thousand_pages_take_a_few_seconds),
        cmocka_unit_test(the_gate_keeps_up_with_the_scanner),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
