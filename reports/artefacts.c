/* reports/artefacts.c - see artefacts.h. */
#include "reports/artefacts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/measure/measure.h"
#include "engine/store/outside.h"
#include "reports/edition.h"
#include "reports/sign.h"

enum { FILES_MAX = 100000, REVISIONS_MAX = 31 };

static const struct {
    const char *title, *folder; /* files/方案 or files/plan */
    const char *editions[2];
} KINDS[ARTEFACT_KIND_COUNT] = {
    [ARTEFACT_PLAN] = {"方案", "plan", {"plan"}},
    [ARTEFACT_FORM] = {"问卷", "forms", {NULL}},
    [ARTEFACT_RESULT] = {"结果", "results", {"bulletin"}},
    [ARTEFACT_FEEDBACK] = {"反馈", "feedback", {"feedback"}},
    [ARTEFACT_NOTICE] = {"公示", "notice", {"notice"}},
    [ARTEFACT_MEASURES] = {"整改", "measures", {"rectify"}},
    [ARTEFACT_ACCOUNT] = {"问责", "accountability", {NULL}},
    [ARTEFACT_SUMMARY] = {"总结", "summary", {"summary"}},
    [ARTEFACT_OTHER] = {"其他", "other", {"ledger"}},
};

struct collector {
    struct store *store;
    struct arena *arena;
    struct artefact *list;
    size_t count, room;
    struct err *err;
    enum err_code code;
};

const char *artefact_kind_title(enum artefact_kind kind)
{
    return (unsigned)kind < ARTEFACT_KIND_COUNT ? KINDS[kind].title : "";
}

static void no_memory(struct collector *c)
{
    if (c->code == ERR_OK)
        c->code = err_set(c->err, ERR_NOMEM, 0, _("no memory for a report"));
}

static const char *keep(struct collector *c, const char *text)
{
    const char *copy = arena_text(c->arena, text);

    if (!copy)
        no_memory(c);
    return copy ? copy : "";
}

/* NULL when there is no memory. */
static struct artefact *add(struct collector *c, enum artefact_kind kind,
                            const char *name, const char *file)
{
    if (c->count == c->room) {
        size_t room = c->room ? c->room * 2 : 64;
        struct artefact *list = realloc(c->list, room * sizeof(*list));

        if (!list) {
            no_memory(c);
            return NULL;
        }
        c->list = list;
        c->room = room;
    }
    struct artefact *a = &c->list[c->count++];
    *a = (struct artefact){.kind = kind,
                           .name = keep(c, name),
                           .file = keep(c, file),
                           .date = "",
                           .signer = ""};
    return c->code == ERR_OK ? a : NULL;
}

/* ---- files ---- */

static void hash_text(const char *bytes, size_t n, char out[SHA256_HEX])
{
    uint8_t digest[SHA256_BYTES];

    crypto_sha256(bytes, n, digest);
    crypto_hex(digest, sizeof(digest), out);
}

static bool hash_stream(FILE *in, char out[SHA256_HEX])
{
    struct sha256 *hash = sha256_new();
    uint8_t digest[SHA256_BYTES];
    char block[16 * 1024];
    size_t n;
    bool good;

    if (!hash)
        return false;
    while ((n = fread(block, 1, sizeof(block), in)) > 0)
        sha256_update(hash, block, n);
    good = !ferror(in);
    sha256_finish(hash, digest);
    if (good)
        crypto_hex(digest, sizeof(digest), out);
    return good;
}

/* KEPT with its digest, TOO_LARGE, or GONE. */
static enum artefact_state look(const char *path, char sha256[SHA256_HEX])
{
    struct stat there;
    FILE *in;
    bool good;

    sha256[0] = '\0';
    if (stat(path, &there) != 0 || !S_ISREG(there.st_mode))
        return ARTEFACT_GONE;
    if (there.st_size > ARTEFACT_MAX_BYTES)
        return ARTEFACT_TOO_LARGE;
    in = fopen(path, "rb");
    if (!in)
        return ARTEFACT_GONE;
    good = hash_stream(in, sha256);
    (void)fclose(in);
    return good ? ARTEFACT_KEPT : ARTEFACT_GONE;
}

static const char *changed_on(struct collector *c, const char *path)
{
    struct stat there;
    struct tm tm;
    char text[16];

    if (stat(path, &there) != 0 || !localtime_r(&there.st_mtime, &tm) ||
        strftime(text, sizeof(text), "%Y-%m-%d", &tm) == 0)
        return "";
    return keep(c, text);
}

/* A path of the register, which may lie outside the workspace. */
static void full_path(const struct collector *c, const char *file,
                      struct str *out)
{
    str_clear(out);
    if (file[0] == '/')
        str_add(out, file);
    else
        file_join(out, store_dir(c->store), file);
}

/* ---- the register ---- */

static enum artefact_kind kind_of_edition(const char *edition)
{
    for (int k = 0; k < ARTEFACT_KIND_COUNT; k++)
        for (int i = 0; i < 2; i++)
            if (KINDS[k].editions[i] &&
                strcmp(KINDS[k].editions[i], edition) == 0)
                return (enum artefact_kind)k;
    return ARTEFACT_OTHER;
}

/* Is a later document kept under the same name? */
static bool replaced(const struct report_row *rows, size_t n, size_t i)
{
    for (size_t k = i + 1; k < n; k++)
        if (strcmp(rows[k].file, rows[i].file) == 0)
            return true;
    return false;
}

static size_t times_issued(const struct report_row *rows, size_t i)
{
    size_t times = 1;

    for (size_t k = 0; k < i; k++)
        times += strcmp(rows[k].file, rows[i].file) == 0;
    return times;
}

/* A list of records does not list itself: it is being replaced. */
static bool is_list(const struct artefact *a)
{
    return a->document && strcmp(a->name, edition_find("ledger")->title) == 0;
}

/* A file that was signed again or lengthened since it was issued begins with
 * the bytes of then, and the rest is judged by the verifier. */
static bool issued_as(const char *path, const char *sha256)
{
    struct verify_result result;
    struct err err = ERR_INIT;
    char hex[SHA256_HEX], *bytes;
    size_t n;
    bool same = false;

    if (file_read(path, LIMIT_PDF_BYTES, &bytes, &n, &err) != ERR_OK)
        return false;
    if (verify_bytes(bytes, n, path, NULL, &result, &err) == ERR_OK &&
        result.issued_bytes > 0) {
        hash_text(bytes, result.issued_bytes, hex);
        same = strcmp(hex, sha256) == 0;
    }
    free(bytes);
    return same;
}

static void add_document(struct collector *c, const struct report_row *row,
                         size_t times)
{
    const struct edition *e = edition_find(row->edition);
    struct artefact *a = add(c, kind_of_edition(row->edition),
                             e ? e->title : row->edition, row->file);
    char now[SHA256_HEX];
    struct str path, name;

    if (!a)
        return;
    str_init(&path, LIMIT_PATH_BYTES);
    full_path(c, row->file, &path);
    a->document = true;
    a->state = look(path.text, now);
    memcpy(a->sha256, row->sha256, sizeof(a->sha256));
    if (a->state == ARTEFACT_KEPT && strcmp(now, row->sha256) != 0 &&
        !issued_as(path.text, row->sha256))
        a->state = ARTEFACT_CHANGED;
    a->date = keep(c, row->issued);
    a->signer = keep(c, row->signer);
    str_deinit(&path);
    if (times < 2 || is_list(a))
        return;
    str_init(&name, LIMIT_TITLE_BYTES);
    str_addf(&name, "%s（第%zu次出具）", a->name, times);
    a->name = keep(c, name.text);
    str_deinit(&name);
}

static void take_register(struct collector *c)
{
    struct report_row *rows = NULL;
    size_t n = 0;

    if (c->code == ERR_OK)
        c->code = store_reports(c->store, &rows, &n, c->err);
    for (size_t i = 0; c->code == ERR_OK && i < n; i++)
        if (!replaced(rows, n, i))
            add_document(c, &rows[i], times_issued(rows, i));
    free(rows);
}

static bool registered(const struct collector *c, const char *file)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->list[i].document && strcmp(c->list[i].file, file) == 0)
            return true;
    return false;
}

/* ---- the workspace ---- */

static void take_forms(struct collector *c)
{
    const struct questionnaire *q;
    char name[128];
    int newest = 0;

    if (c->code == ERR_OK)
        c->code = store_form(c->store, 0, &q, &newest, c->err);
    for (int r = 1; c->code == ERR_OK && r <= newest && r <= REVISIONS_MAX;
         r++) {
        struct artefact *a;

        c->code = store_form(c->store, r, &q, NULL, c->err);
        if (c->code != ERR_OK)
            return;
        (void)snprintf(name, sizeof(name), "%s问卷文本，第%d版", q->form, r);
        a = add(c, ARTEFACT_FORM, name, "");
        if (a)
            hash_text(q->source, q->source_n, a->sha256);
    }
}

/* The ledger as `pingyi measure export yaml` writes it. */
static void take_measures(struct collector *c)
{
    struct measure_list *list = NULL;
    struct str text;
    char name[128];
    size_t closed = 0;

    if (c->code == ERR_OK)
        c->code = store_measures(c->store, &list, c->err);
    if (c->code != ERR_OK || list->count == 0) {
        measure_list_free(list);
        return;
    }
    for (size_t i = 0; i < list->count; i++)
        closed += strcmp(list->list[i].text[MEASURE_STATE], "closed") == 0;
    (void)snprintf(name, sizeof(name), "整改台账，%zu项，销号%zu项", list->count,
                   closed);
    str_init(&text, LIMIT_JSON_BYTES);
    measure_write_yaml(list, &text);
    struct artefact *a = add(c, ARTEFACT_MEASURES, name, "");
    if (a && str_ok(&text))
        hash_text(text.text, text.n, a->sha256);
    str_deinit(&text);
    measure_list_free(list);
}

/* What came from elsewhere: the digest is that of the file as it came. */
static void take_imports(struct collector *c)
{
    static const char *const titles[][2] = {
        {"zf", "政风行风评议结果"},
        {"hotline", "12356热线数字"},
        {"weights", "人口数"},
    };
    struct outside_files files = {0, NULL};
    char name[OUTSIDE_NAME_BYTES + 64];

    if (c->code == ERR_OK)
        c->code = store_outside_files(c->store, c->arena, &files, c->err);
    for (size_t i = 0; c->code == ERR_OK && i < files.count; i++) {
        const struct outside_file *f = &files.list[i];
        const char *title = "";

        for (size_t k = 0; k < sizeof(titles) / sizeof(titles[0]); k++)
            if (strcmp(titles[k][0], f->kind) == 0)
                title = titles[k][1];
        (void)snprintf(name, sizeof(name), "%s，导入自%s", title, f->name);
        struct artefact *a = add(c, ARTEFACT_OTHER, name, "");
        if (!a)
            return;
        (void)snprintf(a->sha256, sizeof(a->sha256), "%s", f->sha256);
        (void)snprintf(name, sizeof(name), "%.10s", f->imported);
        a->date = keep(c, name);
    }
}

/* NM-0101-b0001-001.pdf: sheets to fill in. */
static bool is_sheets(const struct collector *c, const char *name)
{
    const char *form = store_survey(c->store)->form;
    size_t n = strlen(form);

    return strncmp(name, form, n) == 0 && name[n] == '-' &&
           strstr(name, "-b") != NULL && strstr(name, ".pdf") != NULL;
}

static enum artefact_kind kind_of_output(const char *name)
{
    if (strncmp(name, "measures.", strlen("measures.")) == 0)
        return ARTEFACT_MEASURES;
    return strncmp(name, "separators", strlen("separators")) == 0
               ? ARTEFACT_OTHER : ARTEFACT_RESULT;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static void add_file(struct collector *c, enum artefact_kind kind,
                     const char *name, const char *path, const char *file)
{
    struct artefact *a = add(c, kind, name, file);

    if (!a)
        return;
    a->state = look(path, a->sha256);
    a->date = changed_on(c, path);
}

/* All printed sheets as one: the digest of the lines `sha256sum` prints. */
struct bundle {
    struct str lines;
    size_t files;
    const char *last; /* day of the newest */
};

static void bundle_add(struct collector *c, struct bundle *b, const char *path,
                       const char *name)
{
    char hash[SHA256_HEX];
    const char *day = changed_on(c, path);

    if (look(path, hash) != ARTEFACT_KEPT)
        return;
    str_addf(&b->lines, "%s  %s\n", hash, name);
    b->files++;
    if (!b->last || strcmp(day, b->last) > 0)
        b->last = day;
}

static void bundle_end(struct collector *c, struct bundle *b)
{
    char name[128];

    if (b->files > 0) {
        (void)snprintf(name, sizeof(name), "印制的问卷，%zu个文件（各文件摘要的摘要）",
                       b->files);
        struct artefact *a = add(c, ARTEFACT_FORM, name, "out/");
        if (a && str_ok(&b->lines))
            hash_text(b->lines.text, b->lines.n, a->sha256);
        if (a)
            a->date = b->last;
    }
    str_deinit(&b->lines);
}

static void take_outputs(struct collector *c)
{
    struct bundle sheets = {.files = 0};
    struct str folder;
    char **paths = NULL;
    size_t n = 0, cut;

    str_init(&folder, LIMIT_PATH_BYTES);
    str_init(&sheets.lines, LIMIT_JSON_BYTES);
    file_join(&folder, store_dir(c->store), "out");
    cut = strlen(store_dir(c->store)) + 1;
    if (c->code == ERR_OK && file_is_dir(folder.text))
        c->code = file_list(folder.text, FILES_MAX, &paths, &n, c->err);
    for (size_t i = 0; c->code == ERR_OK && i < n; i++) {
        const char *file = paths[i] + cut;

        if (registered(c, file))
            continue;
        if (is_sheets(c, base_name(file)))
            bundle_add(c, &sheets, paths[i], base_name(file));
        else
            add_file(c, kind_of_output(base_name(file)), base_name(file),
                     paths[i], file);
    }
    file_list_free(paths, n);
    bundle_end(c, &sheets);
    str_deinit(&folder);
}

/* files/问责/处理决定.pdf: by the first folder's name. */
static enum artefact_kind kind_of_folder(const char *inside)
{
    size_t n = strcspn(inside, "/");

    for (int k = 0; k < ARTEFACT_KIND_COUNT; k++)
        if (inside[n] == '/' &&
            ((strlen(KINDS[k].title) == n &&
              strncmp(KINDS[k].title, inside, n) == 0) ||
             (strlen(KINDS[k].folder) == n &&
              strncmp(KINDS[k].folder, inside, n) == 0)))
            return (enum artefact_kind)k;
    return ARTEFACT_OTHER;
}

static void take_office_files(struct collector *c)
{
    struct str folder;
    char **paths = NULL;
    size_t n = 0;

    str_init(&folder, LIMIT_PATH_BYTES);
    file_join(&folder, store_dir(c->store), "files");
    if (c->code == ERR_OK && file_is_dir(folder.text))
        c->code = file_list(folder.text, FILES_MAX, &paths, &n, c->err);
    for (size_t i = 0; c->code == ERR_OK && i < n; i++) {
        const char *inside = paths[i] + folder.n + 1;

        add_file(c, kind_of_folder(inside), base_name(inside), paths[i],
                 inside - strlen("files/"));
    }
    file_list_free(paths, n);
    str_deinit(&folder);
}

/* ---- whole ---- */

/* By kind, else as found: a stable sort of a few hundred.  Returns how many
 * are left. */
static size_t sort(struct artefact *list, size_t n, struct artefact *out)
{
    size_t at = 0;

    for (int k = 0; k < ARTEFACT_KIND_COUNT; k++)
        for (size_t i = 0; i < n; i++)
            if (list[i].kind == (enum artefact_kind)k && !is_list(&list[i]))
                out[at++] = list[i];
    return at;
}

enum err_code artefacts_load(struct store *store, struct arena *arena,
                             struct artefacts **out, struct err *err)
{
    struct collector c = {.store = store, .arena = arena, .err = err};
    struct artefacts *a = arena_alloc(arena, 1, sizeof(*a));

    *out = NULL;
    if (!a)
        no_memory(&c);
    take_register(&c);
    take_forms(&c);
    take_outputs(&c);
    take_measures(&c);
    take_imports(&c);
    take_office_files(&c);
    if (c.code == ERR_OK)
        c.code = store_audit_head(store, &a->audit_rows, a->audit_head, err);
    if (c.code == ERR_OK) {
        a->list = arena_alloc(arena, c.count ? c.count : 1, sizeof(*a->list));
        if (!a->list)
            no_memory(&c);
        else
            a->count = sort(c.list, c.count, a->list);
    }
    free(c.list);
    if (c.code == ERR_OK)
        *out = a;
    return c.code;
}
