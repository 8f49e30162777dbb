/* engine/workspace/cmd_doctor.c - pingyi doctor: what is installed, and is
 * the workspace sound.  One table row per check; each says ok, warn or bad,
 * with what was found and, where it is not ok, what to do. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/commands.h"
#include "engine/gate/close.h"
#include "engine/store/store.h"
#include "engine/type/font.h"

enum level { LEVEL_OK, LEVEL_WARN, LEVEL_BAD, LEVEL_COUNT };

static const char *const level_words[] = {
    [LEVEL_OK] = "ok", [LEVEL_WARN] = "warn", [LEVEL_BAD] = "bad"};
static const char *const level_shown[] = {
    [LEVEL_OK] = N_("ok"), [LEVEL_WARN] = N_("warn"),
    [LEVEL_BAD] = N_("bad")};
_Static_assert(sizeof level_words / sizeof level_words[0] == LEVEL_COUNT &&
                   sizeof level_shown / sizeof level_shown[0] == LEVEL_COUNT,
               "one word per level");

/* The exam: the store is NULL where no workspace could be opened. */
struct exam {
    const char *dir;
    struct store *store;
    struct str *text; /* what the running check found */
};

/* ---- the program ---- */

static enum level check_fonts(struct exam *e)
{
    struct font_set *set = NULL;
    struct err err = ERR_INIT;
    struct font_glyph glyph;
    if (font_set_open(&set, &err) != ERR_OK) {
        str_add(e->text, err.text);
        return LEVEL_BAD;
    }
    enum level level = LEVEL_OK;
    for (int role = 0; level == LEVEL_OK && role < FONT_ROLE_COUNT; role++) {
        if (font_find(set, (enum font_role)role, 0x8BC4, &glyph)) /* 评 */
            continue;
        str_addf(e->text,
                 _("the face '%s' cannot be used; run `make fonts` in the "
                   "source folder, or install pingyi again"),
                 font_role_word((enum font_role)role));
        level = LEVEL_BAD;
    }
    if (level == LEVEL_OK && font_set_notice(set)[0] != '\0') {
        str_add(e->text, font_set_notice(set));
        level = LEVEL_WARN;
    }
    if (level == LEVEL_OK)
        str_addf(e->text, _("%d faces"), (int)FONT_ROLE_COUNT);
    font_set_close(set);
    return level;
}

static enum level check_preset(struct exam *e, const char *path, size_t *good)
{
    struct questionnaire *q = NULL;
    struct err err = ERR_INIT;
    if (questionnaire_load(path, &q, &err) != ERR_OK) {
        str_add(e->text, err.text);
        return LEVEL_BAD;
    }
    questionnaire_free(q);
    *good += 1;
    return LEVEL_OK;
}

static enum level check_presets(struct exam *e)
{
    struct str dir;
    struct err err = ERR_INIT;
    char **paths = NULL;
    size_t n = 0;
    size_t good = 0;
    enum level level = LEVEL_OK;
    str_init(&dir, LIMIT_PATH_BYTES);
    file_join(&dir, file_share_dir(), "presets");
    if (file_list(dir.text, 1000, &paths, &n, &err) != ERR_OK) {
        str_addf(e->text, _("%s; install pingyi again"), err.text);
        level = LEVEL_BAD;
    }
    for (size_t i = 0; level == LEVEL_OK && i < n; i++)
        level = check_preset(e, paths[i], &good);
    if (level == LEVEL_OK && good == 0) {
        str_addf(e->text, _("%s is empty; install pingyi again"), dir.text);
        level = LEVEL_BAD;
    } else if (level == LEVEL_OK) {
        str_addf(e->text, _("%zu questionnaires"), good);
    }
    file_list_free(paths, n);
    str_deinit(&dir);
    return level;
}

static enum level check_messages(struct exam *e)
{
    struct str path;
    str_init(&path, LIMIT_PATH_BYTES);
    str_addf(&path, "%s/locale/zh_CN/LC_MESSAGES/pingyi.mo",
             file_share_dir());
    bool there = file_size(path.text) > 0;
    if (there)
        str_add(e->text, _("Chinese and English"));
    else
        str_addf(e->text,
                 _("%s is missing, so messages are English; install pingyi "
                   "again"),
                 path.text);
    str_deinit(&path);
    return there ? LEVEL_OK : LEVEL_WARN;
}

/* Scans are decoded in a process that may do next to nothing else. */
static enum level check_sandbox(struct exam *e)
{
    if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0) {
        str_add(e->text, _("scans are decoded in a closed process"));
        return LEVEL_OK;
    }
    str_add(e->text, _("this system has no seccomp: damaged scans are "
                       "decoded with fewer walls around them; scan only "
                       "files from your own scanner"));
    return LEVEL_WARN;
}

/* Times stand in the audit log and in signatures. */
static enum level check_clock(struct exam *e)
{
    enum { BUILT_IN = 2026 };
    time_t now = time(NULL);
    struct tm utc;
    char shown[64];
    (void)gmtime_r(&now, &utc);
    (void)strftime(shown, sizeof shown, "%Y-%m-%d %H:%M UTC", &utc);
    str_add(e->text, shown);
    if (utc.tm_year + 1900 >= BUILT_IN)
        return LEVEL_OK;
    str_add(e->text, _(": the clock is wrong; set it before anything is "
                       "signed"));
    return LEVEL_BAD;
}

/* ---- the workspace ---- */

static enum level told(struct exam *e, const struct err *err)
{
    str_add(e->text, err->text);
    return LEVEL_BAD;
}

static enum level check_database(struct exam *e)
{
    struct err err = ERR_INIT;
    if (store_check(e->store, &err) != ERR_OK)
        return told(e, &err);
    str_addf(e->text, _("sound, %lld KB"),
             (long long)store_size(e->store) / 1024);
    return LEVEL_OK;
}

static enum level check_audit(struct exam *e)
{
    struct err err = ERR_INIT;
    int64_t rows = 0;
    char head[SHA256_HEX];
    if (store_audit_verify(e->store, &rows, &err) != ERR_OK ||
        store_audit_head(e->store, &rows, head, &err) != ERR_OK)
        return told(e, &err);
    str_addf(e->text, _("%lld rows, unbroken, ends in %.16s"),
             (long long)rows, head);
    return LEVEL_OK;
}

/* A closed round counts what it counted when it was closed. */
static enum level check_closing(struct exam *e)
{
    struct err err = ERR_INIT;
    enum err_code code = gate_close_verify(e->store, &err);
    if (code != ERR_OK && code != ERR_NOTNOW)
        return told(e, &err);
    str_add(e->text, code == ERR_OK
                         ? _("closed; the answers are those of its closing")
                         : _("the round is running"));
    return LEVEL_OK;
}

struct images {
    const char *dir;
    size_t kept, missing;
    char first[STORE_IMAGE_PATH];
};

static bool look_for_image(void *ctx, const struct page_row *row)
{
    struct images *images = ctx;
    if (row->image[0] == '\0')
        return false;
    struct str path;
    str_init(&path, LIMIT_PATH_BYTES);
    file_join(&path, images->dir, row->image);
    images->kept++;
    if (file_size(path.text) <= 0 && images->missing++ == 0)
        (void)snprintf(images->first, sizeof images->first, "%s",
                       row->image);
    str_deinit(&path);
    return false;
}

static enum level check_images(struct exam *e)
{
    struct err err = ERR_INIT;
    struct images images = {.dir = e->dir};
    if (store_pages(e->store, look_for_image, &images, &err) != ERR_OK)
        return told(e, &err);
    if (images.missing == 0) {
        str_addf(e->text, _("%zu page images, all there"), images.kept);
        return LEVEL_OK;
    }
    str_addf(e->text,
             _("%zu of %zu page images are missing, the first is %s; the "
               "answers are there, but they can no longer be checked against "
               "the paper: copy pages/ back, or scan the sheets again"),
             images.missing, images.kept, images.first);
    return LEVEL_BAD;
}

static enum level check_folders(struct exam *e)
{
    static const char *const names[] = {"pages", "out"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct str path;
        str_init(&path, LIMIT_PATH_BYTES);
        file_join(&path, e->dir, names[i]);
        bool good = file_is_dir(path.text) && access(path.text, W_OK) == 0;
        if (!good)
            str_addf(e->text,
                     _("%s is missing or cannot be written to; make it, or "
                       "change its owner"),
                     path.text);
        str_deinit(&path);
        if (!good)
            return LEVEL_BAD;
    }
    str_add(e->text, _("pages/ and out/ can be written to"));
    return LEVEL_OK;
}

/* survey.db holds the key of the codes, and answers. */
static enum level check_rights(struct exam *e)
{
    struct str path;
    struct stat st;
    str_init(&path, LIMIT_PATH_BYTES);
    file_join(&path, e->dir, "survey.db");
    bool open = stat(path.text, &st) == 0 && (st.st_mode & 077) != 0;
    if (open)
        str_addf(e->text,
                 _("others on this computer can read %s; run: chmod 600 %s"),
                 path.text, path.text);
    else
        str_add(e->text, _("only the owner can read survey.db"));
    str_deinit(&path);
    return open ? LEVEL_WARN : LEVEL_OK;
}

/* A thousand scanned pages take about 100 MB. */
static enum level check_disk(struct exam *e)
{
    struct statvfs fs;
    if (statvfs(e->dir, &fs) != 0) {
        str_addf(e->text, "%s: %s", e->dir, strerror(errno));
        return LEVEL_BAD;
    }
    uint64_t mb = (uint64_t)fs.f_bavail * fs.f_frsize >> 20;
    str_addf(e->text, _("%llu MB free"), (unsigned long long)mb);
    if (mb >= 1024)
        return LEVEL_OK;
    str_add(e->text, _("; a thousand pages need about 100 MB, so make room"));
    return mb < 100 ? LEVEL_BAD : LEVEL_WARN;
}

/* ---- the table ---- */

static const struct check {
    const char *name;  /* in --json */
    const char *shown;
    enum level (*run)(struct exam *e);
    bool workspace;    /* needs one */
} checks[] = {
    {"fonts", N_("fonts"), check_fonts, false},
    {"presets", N_("presets"), check_presets, false},
    {"messages", N_("messages"), check_messages, false},
    {"sandbox", N_("sandbox"), check_sandbox, false},
    {"clock", N_("clock"), check_clock, false},
    {"database", N_("database"), check_database, true},
    {"audit", N_("audit log"), check_audit, true},
    {"closing", N_("closing"), check_closing, true},
    {"images", N_("page images"), check_images, true},
    {"folders", N_("folders"), check_folders, true},
    {"rights", N_("access rights"), check_rights, true},
    {"disk", N_("disk"), check_disk, true},
};

struct report {
    struct jout j;
    struct str *out;
    bool json;
    enum level worst;
};

static void say(struct report *r, const char *name, const char *shown,
                enum level level, const char *text)
{
    if (level > r->worst)
        r->worst = level;
    if (!r->json) {
        str_addf(r->out, "%s  %s: %s\n", _(level_shown[level]), _(shown),
                 text);
        return;
    }
    jout_begin_object(&r->j, NULL);
    jout_string(&r->j, "check", name);
    jout_string(&r->j, "level", level_words[level]);
    jout_string(&r->j, "text", text);
    jout_end_object(&r->j);
}

static void examine(struct exam *e, struct report *r)
{
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        const struct check *c = &checks[i];
        if (c->workspace && e->store == NULL)
            continue;
        str_clear(e->text);
        enum level level = c->run(e);
        say(r, c->name, c->shown, level, e->text->text);
    }
}

/* Standing outside of a workspace without naming one is no fault. */
static bool wants_workspace(const struct cli *cli)
{
    return strcmp(cli->workspace, ".") != 0 || file_exists("survey.db");
}

int cmd_doctor(struct cli *cli)
{
    struct err err = ERR_INIT;
    struct str out, text;
    const char *none[1];
    size_t n;
    const struct opt opts[] = {{.name = NULL}};
    if (cli_options(cli, opts, none, 0, &n, &err) != ERR_OK)
        return cli_fail(cli, &err);
    str_init(&out, LIMIT_JSON_BYTES);
    str_init(&text, 8192);
    struct exam e = {.dir = cli->workspace, .text = &text};
    struct report r = {.j = {.out = &out, .pretty = true},
                       .out = &out,
                       .json = cli->json};
    if (cli->json) {
        jout_begin_object(&r.j, NULL);
        jout_begin_array(&r.j, "checks");
    }
    if (!wants_workspace(cli))
        say(&r, "workspace", N_("workspace"), LEVEL_OK,
            _("none here; name one with -C DIR to have it checked"));
    else if (store_open(cli->workspace, &e.store, &err) != ERR_OK)
        say(&r, "workspace", N_("workspace"), LEVEL_BAD, err.text);
    else
        say(&r, "workspace", N_("workspace"), LEVEL_OK,
            store_survey(e.store)->title);
    examine(&e, &r);
    store_close(e.store);
    if (cli->json) {
        jout_end_array(&r.j);
        jout_string(&r.j, "worst", level_words[r.worst]);
        jout_end_object(&r.j);
    }
    int exit_code = cli_print(
        cli, &out, r.worst == LEVEL_BAD ? EXIT_FAILED : EXIT_DONE);
    str_deinit(&text);
    str_deinit(&out);
    return exit_code;
}
