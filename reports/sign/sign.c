/* reports/sign/sign.c - a finished PDF gets its signature.
 *
 * One incremental update adds the signature dictionary, its field and mark,
 * and replaces catalog and page so that they point there (ETSI EN 319 142-1
 * clause 6.3, ISO 32000-1 clause 12.8).  The size of everything is fixed
 * before hashing: /ByteRange is written into blanks, the CMS into zeros.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/num.h"
#include "engine/base/units.h"
#include "engine/base/utf8.h"
#include "reports/sign.h"
#include "reports/sign/cms.h"
#include "reports/sign/pdf_update.h"
#include "reports/sign/signature.h"

enum { RANGE_ROOM = 60, REASON_BYTES_MAX = 2000 };

struct job {
    const struct sign_key *key;
    const struct sign_options *options;
    const struct tsa *tsa; /* NULL = no timestamp */
    struct pdf_file file;
    struct pdf_update update;
    size_t range_at, contents_at; /* in update.out */
};

/* ---- the objects ---- */

/* D:20261122211327+08'00': local time and how far it is from UTC, because a
 * reader elsewhere must know both.  ISO 32000-1 7.9.4. */
static void add_time(struct str *out, time_t when)
{
    struct tm tm;
    char date[32];
    if (localtime_r(&when, &tm) == NULL ||
        strftime(date, sizeof date, "%Y%m%d%H%M%S", &tm) == 0) {
        out->failed = true;
        return;
    }
    long minutes = labs(tm.tm_gmtoff) / 60;
    str_addf(out, "/M (D:%s%c%02ld'%02ld')\n", date,
             tm.tm_gmtoff < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

static void add_text(struct pdf_update *u, const char *key, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return;
    str_addf(&u->out, "/%s ", key);
    pdf_update_text(u, text);
    str_add_char(&u->out, '\n');
}

static void add_signature(struct job *job, uint32_t number)
{
    struct pdf_update *u = &job->update;
    pdf_update_begin(u, number);
    str_add(&u->out, "<<\n/Type /Sig\n/Filter /Adobe.PPKLite\n"
                     "/SubFilter /ETSI.CAdES.detached\n/ByteRange [");
    job->range_at = u->out.n;
    for (int i = 0; i < RANGE_ROOM; i++)
        str_add_char(&u->out, ' ');
    str_add(&u->out, "]\n/Contents ");
    job->contents_at = u->out.n;
    str_add_char(&u->out, '<');
    for (int i = 0; i < SIGNATURE_RESERVE_BYTES * 2; i++)
        str_add_char(&u->out, '0');
    str_add(&u->out, ">\n");
    add_time(&u->out,
             job->options->time != 0 ? (time_t)job->options->time : time(NULL));
    add_text(u, "Name", sign_key_name(job->key));
    add_text(u, "Reason", job->options->reason);
    add_text(u, "Location", job->options->location);
    str_add(&u->out, ">>");
    pdf_update_end(u);
}

static void add_number(struct str *out, double value)
{
    char text[32];
    str_addf(out, " %s", num_print_real(value, 2, text, sizeof text));
}

/* Height of the page in points: /MediaBox, perhaps inherited. */
static enum err_code page_height(const struct pdf_file *file,
                                 struct pdf_value page, double *height,
                                 struct err *err)
{
    struct pdf_value box = {.kind = PDF_NULL};
    enum err_code code = ERR_OK;
    for (int up = 0; code == ERR_OK && up < 16; up++) {
        code = pdf_get(file, &page, "MediaBox", &box, err);
        if (code != ERR_OK || box.kind == PDF_ARRAY)
            break;
        code = pdf_get(file, &page, "Parent", &page, err);
    }
    if (code != ERR_OK)
        return code;
    double side[4];
    size_t pos = 0, n = 0;
    struct pdf_value v;
    while (n < 4 && pdf_array_next(&file->text, &box, &pos, &v)) {
        char text[32];
        (void)snprintf(text, sizeof text, "%.*s", (int)(v.end - v.at),
                       file->text.bytes + v.at);
        if ((v.kind != PDF_INT && v.kind != PDF_REAL) ||
            !num_parse_real(text, &side[n]))
            break;
        n++;
    }
    if (n != 4)
        return pdf_bad(&file->text, page.at, N_("a page has no size"), err);
    *height = side[3];
    return ERR_OK;
}

/* The mark's picture: a thin red frame.  The words beside it are part of the
 * page, drawn before saving, because libharu's subset fonts cannot be used
 * again here. */
static void add_appearance(struct pdf_update *u, uint32_t number, double w,
                           double h)
{
    struct str draw;
    str_init(&draw, 256);
    str_add(&draw, "0.8 0 0 RG 1 w 0.5 0.5");
    add_number(&draw, w - 1);
    add_number(&draw, h - 1);
    str_add(&draw, " re S");
    pdf_update_begin(u, number);
    str_add(&u->out, "<< /Type /XObject /Subtype /Form /BBox [ 0 0");
    add_number(&u->out, w);
    add_number(&u->out, h);
    str_addf(&u->out, " ] /Length %zu >>\nstream\n%s\nendstream", draw.n,
             draw.text);
    pdf_update_end(u);
    str_deinit(&draw);
}

/* Field and widget in one object (ISO 32000-1 12.5.6.19). */
static enum err_code add_field(struct job *job, uint32_t number,
                               uint32_t signature,
                               const struct pdf_value *page_ref,
                               const struct pdf_value *page, struct err *err)
{
    const struct sign_options *o = job->options;
    struct pdf_update *u = &job->update;
    uint32_t mark = 0;
    double height = 0;
    double w = mm_to_pt(o->w);
    double h = mm_to_pt(o->h);
    if (o->page > 0) {
        enum err_code code = page_height(&job->file, *page, &height, err);
        if (code != ERR_OK)
            return code;
        mark = pdf_update_number(u);
        add_appearance(u, mark, w, h);
    }
    pdf_update_begin(u, number);
    str_add(&u->out, "<<\n/Type /Annot\n/Subtype /Widget\n/FT /Sig\n/T ");
    pdf_update_text(u, o->field != NULL ? o->field : "Signature1");
    str_addf(&u->out, "\n/V %u 0 R\n/P %lld %u R\n/F 132\n/Rect [",
             (unsigned)signature, (long long)page_ref->number,
             (unsigned)page_ref->gen);
    if (mark != 0) {
        double x = mm_to_pt(o->x);
        double y = height - mm_to_pt(o->y) - h;
        add_number(&u->out, x);
        add_number(&u->out, y);
        add_number(&u->out, x + w);
        add_number(&u->out, y + h);
        str_addf(&u->out, " ]\n/AP << /N %u 0 R >>\n>>", (unsigned)mark);
    } else {
        str_add(&u->out, " 0 0 0 0 ]\n>>");
    }
    pdf_update_end(u);
    return ERR_OK;
}

/* The page again, with the widget among its annotations. */
static enum err_code replace_page(struct job *job, uint32_t field,
                                  const struct pdf_value *ref,
                                  const struct pdf_value *page,
                                  struct err *err)
{
    struct pdf_update *u = &job->update;
    struct pdf_value annots;
    enum err_code code = pdf_get(&job->file, page, "Annots", &annots, err);
    if (code != ERR_OK)
        return code;
    pdf_update_replace(u, ref);
    str_add(&u->out, "<<\n");
    pdf_update_copy(u, page, (const char *const[]){"Annots", NULL});
    str_add(&u->out, "/Annots [ ");
    pdf_update_copy_items(u, &annots);
    str_addf(&u->out, "%u 0 R ]\n>>", (unsigned)field);
    pdf_update_end(u);
    return ERR_OK;
}

/* The catalog again, with the field in its form.  The header says 1.3
 * (libharu's habit); /Version raises it to what is used here. */
static enum err_code replace_catalog(struct job *job, uint32_t field,
                                     struct err *err)
{
    struct pdf_update *u = &job->update;
    const struct pdf_file *file = &job->file;
    struct pdf_value form, fields, extensions;
    enum err_code code = pdf_get(file, &file->catalog, "AcroForm", &form, err);
    if (code == ERR_OK)
        code = pdf_get(file, &form, "Fields", &fields, err);
    if (code == ERR_OK)
        code = pdf_get(file, &file->catalog, "Extensions", &extensions, err);
    if (code != ERR_OK)
        return code;
    pdf_update_replace(u, &file->root);
    str_add(&u->out, "<<\n");
    pdf_update_copy(u, &file->catalog,
                    (const char *const[]){"AcroForm", "Version", "Extensions",
                                          NULL});
    str_add(&u->out, "/Version /1.7\n/Extensions <<\n");
    pdf_update_copy(u, &extensions, (const char *const[]){"ESIC", NULL});
    str_add(&u->out, "/ESIC << /BaseVersion /1.7 /ExtensionLevel 1 >>\n>>\n"
                     "/AcroForm <<\n");
    pdf_update_copy(u, &form,
                    (const char *const[]){"Fields", "SigFlags", NULL});
    str_add(&u->out, "/Fields [ ");
    pdf_update_copy_items(u, &fields);
    str_addf(&u->out, "%u 0 R ]\n/SigFlags 3\n>>\n>>", (unsigned)field);
    pdf_update_end(u);
    return ERR_OK;
}

static enum err_code build_update(struct job *job, struct err *err)
{
    struct pdf_update *u = &job->update;
    struct pdf_value ref, page;
    size_t number = job->options->page > 0 ? (size_t)job->options->page - 1
                                           : 0;
    enum err_code code = pdf_page_at(&job->file, number, &ref, &page, err);
    if (code != ERR_OK)
        return code;
    uint32_t signature = pdf_update_number(u);
    uint32_t field = pdf_update_number(u);
    add_signature(job, signature);
    code = add_field(job, field, signature, &ref, &page, err);
    if (code == ERR_OK)
        code = replace_page(job, field, &ref, &page, err);
    if (code == ERR_OK)
        code = replace_catalog(job, field, err);
    return code == ERR_OK ? pdf_update_finish(u, err) : code;
}

/* ---- the signature ---- */

/* Write the range, hash everything but the hole, fill the hole. */
static enum err_code fill(struct job *job, struct err *err)
{
    struct pdf_update *u = &job->update;
    const struct pdf_text *t = &job->file.text;
    size_t from = u->base + job->contents_at;
    size_t to = from + SIGNATURE_RESERVE_BYTES * 2 + 2;
    size_t end = u->base + u->out.n;
    char range[RANGE_ROOM + 1];
    int n = snprintf(range, sizeof range, "0 %zu %zu %zu", from, to, end - to);
    if (n < 0 || n > RANGE_ROOM)
        return err_set(err, ERR_RANGE, 0, _("%s is too large to be signed"),
                       t->name);
    memcpy(u->out.text + job->range_at, range, (size_t)n);

    uint8_t digest[SHA256_BYTES];
    struct sha256 *hash = sha256_new();
    if (hash == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), t->name);
    sha256_update(hash, t->bytes, t->n);
    sha256_update(hash, u->out.text, job->contents_at);
    sha256_update(hash, u->out.text + (to - u->base), end - to);
    sha256_finish(hash, digest);

    struct str der;
    str_init(&der, 1024 * 1024);
    struct cms check = {.signer = NULL};
    enum err_code code = cms_sign(job->key, digest, job->tsa, &der, err);
    if (code == ERR_OK && der.n > SIGNATURE_RESERVE_BYTES)
        code = err_set(err, ERR_RANGE, 0,
                       _("%s: the signature with its certificates takes %zu "
                         "bytes, more than the %d set aside for it; leave "
                         "certificates that are not needed out of the key "
                         "file"), t->name, der.n, SIGNATURE_RESERVE_BYTES);
    /* Never hand out a signature that our own verifier would refuse: a token
     * or a provider may answer wrongly. */
    if (code == ERR_OK)
        code = cms_read((const uint8_t *)der.text, der.n, &check, err);
    if (code == ERR_OK)
        for (size_t i = 0; i < der.n; i++) {
            static const char digits[] = "0123456789ABCDEF";
            unsigned char byte = (unsigned char)der.text[i];
            char *hex = u->out.text + job->contents_at + 1 + 2 * i;
            hex[0] = digits[byte >> 4];
            hex[1] = digits[byte & 15];
        }
    cms_deinit(&check);
    str_deinit(&der);
    return code;
}

/* ---- the file ---- */

static int write_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t put = write(fd, bytes, n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return errno;
        bytes += put;
        n -= (size_t)put;
    }
    return 0;
}

/* Old bytes and update into a new file that then takes the old one's place. */
static enum err_code replace_file(const struct job *job, const char *path,
                                  struct err *err)
{
    struct str temp;
    struct stat st;
    str_init(&temp, LIMIT_PATH_BYTES + 64);
    enum err_code code = file_temp(path, &temp, err);
    if (code != ERR_OK)
        goto done;
    mode_t mode = stat(path, &st) == 0 ? st.st_mode & 0777 : 0600;
    int fd = open(temp.text, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (fd < 0) {
        code = err_errno(err, errno, _("writing"), path);
        goto done;
    }
    int failed = fchmod(fd, mode) != 0 ? errno : 0; /* whatever the umask */
    if (failed == 0)
        failed = write_all(fd, job->file.text.bytes, job->file.text.n);
    if (failed == 0)
        failed = write_all(fd, job->update.out.text, job->update.out.n);
    if (close(fd) != 0 && failed == 0)
        failed = errno;
    if (failed != 0) {
        file_discard(temp.text);
        code = err_errno(err, failed, _("writing"), path);
        goto done;
    }
    code = file_commit(temp.text, path, err);
done:
    str_deinit(&temp);
    return code;
}

static enum err_code check_options(const struct sign_options *o,
                                   const char *path, struct err *err)
{
    const char *texts[] = {o->reason, o->location, o->field};
    for (size_t i = 0; i < 3; i++) {
        size_t n = texts[i] != NULL ? strlen(texts[i]) : 0;
        if (n > REASON_BYTES_MAX)
            return err_set(err, ERR_RANGE, 0,
                           _("%s: reason, place and field name have at most "
                             "%d bytes each"), path, REASON_BYTES_MAX);
        if (n > 0 && utf8_check(texts[i], n) != n)
            return err_set(err, ERR_FORMAT, 0,
                           _("%s: reason, place and field name must be UTF-8 "
                             "text"), path);
    }
    return ERR_OK;
}

static enum err_code sign_loaded(struct job *job, const char *path,
                                 struct err *err)
{
    struct pdf_signature signatures[SIGNATURES_MAX];
    size_t n;
    enum err_code code = pdf_signatures(&job->file, signatures, &n, err);
    if (code == ERR_OK && n > 0)
        code = err_set(err, ERR_NOTNOW, 0, _("%s is signed already"), path);
    if (code != ERR_OK)
        return code;
    pdf_update_init(&job->update, &job->file);
    code = build_update(job, err);
    if (code == ERR_OK)
        code = fill(job, err);
    if (code == ERR_OK)
        code = replace_file(job, path, err);
    pdf_update_deinit(&job->update);
    return code;
}

enum err_code sign_pdf(const char *path, const struct sign_key *key,
                       const struct sign_options *options, struct err *err)
{
    static const struct sign_options usual;
    const struct sign_options *o = options != NULL ? options : &usual;
    struct tsa tsa = {.url = o->tsa,
                      .policy = o->tsa_policy,
                      .seconds = o->tsa_seconds};
    struct job job = {.key = key,
                      .options = o,
                      .tsa = o->tsa != NULL ? &tsa : NULL};
    struct trust *trust = NULL;
    char *bytes = NULL;
    size_t n;
    enum err_code code = check_options(o, path, err);
    if (code == ERR_OK && o->tsa != NULL && o->trust != NULL)
        code = trust_open(o->trust, &trust, err);
    tsa.trust = trust;
    if (code == ERR_OK)
        code = file_read(path, LIMIT_PDF_BYTES, &bytes, &n, err);
    if (code == ERR_OK)
        code = pdf_file_init(&job.file, bytes, n, path, err);
    if (code == ERR_OK) {
        code = sign_loaded(&job, path, err);
        pdf_file_deinit(&job.file);
    }
    free(bytes);
    trust_free(trust);
    return code;
}
