/* omr/decode_pdf.c - pages of a PDF to bits or 8-bit grey; door to poppler.
 *
 * A copier's page is one picture: it is taken as it is stored, pixel for
 * pixel, while a small rendering of the page is watched, and only if that
 * shows the same (pdf_match.h).  Whatever else a page is made of (strips,
 * layers, text, ink, several pictures) is rendered as a whole: at the
 * resolution of its pictures where they share one, else at 300 dpi.
 *
 * poppler reads the file where it lies, a page at a time.  It was not built
 * with our sanitizers and reads hostile files: this door is meant for the
 * worker, whose end costs one page.  It tells of damage inside a picture only
 * on stderr (libjpeg) or in its log, and paints what is missing grey or white;
 * both are listened to while a page is drawn, for else marks would vanish
 * unseen.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "omr/decode.h"
#include "omr/decode_pdf_internal.h"

enum { HEARD_BYTES = 4096, PASSWORD_MAX = 255 };

/* ---- listening ---- */

/* What decoders say when a picture is not all there.  Other complaints (page
 * trees, fonts, lengths) are repaired without loss.  The end of a JPEG is
 * looked for in decode_pdf_page.c; of run lengths or bare pixels that just end
 * nobody says anything, and the rest is white. */
static const char *const damage_words[] = {
    "in CCITTFax stream",
    "CCITTFax row", /* G3, G4 */
    "JBIG2",
    "extraneous bytes after segment",
    "Premature end",
    "Corrupt JPEG", /* libjpeg */
    "JPX Stream",
    "codestream", /* OpenJPEG */
    "flate stream",
    "LZW stream",
};

/* As decode_jpeg.c: a padding byte or two are some scanners' habit. */
static const char *const harmless_words[] = {
    "data: 1 extraneous bytes before",
    "data: 2 extraneous bytes before",
    "Missing EOFB",
};

static bool has_word(const char *text, size_t n, const char *const words[])
{
    for (size_t i = 0; i < n; i++)
        if (strstr(text, words[i]) != NULL)
            return true;
    return false;
}

static void hear(struct pdfin_file *file, const char *text)
{
    size_t bad = sizeof damage_words / sizeof damage_words[0];
    size_t fine = sizeof harmless_words / sizeof harmless_words[0];
    if (file->heard[0] == '\0' && has_word(text, bad, damage_words) &&
        !has_word(text, fine, harmless_words))
        (void)snprintf(file->heard, sizeof file->heard, "%.*s",
                       (int)strcspn(text, "\n<"), text);
}

static void on_log(const gchar *domain, GLogLevelFlags level, const gchar *text,
                   gpointer data)
{
    (void)domain;
    (void)level;
    if (text != NULL)
        hear(data, text);
}

int pdfin_listen(struct pdfin_file *file)
{
    file->heard[0] = '\0';
    if (file->ear < 0)
        return -1;
    (void)fflush(stderr);
    int saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (saved >= 0)
        (void)dup2(file->ear, STDERR_FILENO);
    return saved;
}

void pdfin_heed(struct pdfin_file *file, int saved)
{
    char text[HEARD_BYTES];
    if (saved < 0)
        return;
    (void)fflush(stderr);
    (void)dup2(saved, STDERR_FILENO);
    (void)close(saved);
    ssize_t n = pread(file->ear, text, sizeof text - 1, 0);
    text[n > 0 ? n : 0] = '\0';
    hear(file, text);
    if (ftruncate(file->ear, 0) == 0)
        (void)lseek(file->ear, 0, SEEK_SET);
}

/* ---- files ---- */

static PopplerDocument *load_with(struct pdfin_file *file, const char *path,
                                  const char *password, GError **why,
                                  struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        (void)err_errno(err, errno, _("opening"), path);
        return NULL;
    }
    int saved = pdfin_listen(file);
    /* takes fd, also when it fails */
    PopplerDocument *document = poppler_document_new_from_fd(fd, password, why);
    pdfin_heed(file, saved);
    return document;
}

/* Each byte as the UTF-8 of the character with its number. */
static void spread(const char *text, char *to, size_t room)
{
    for (; *text != '\0' && room > 2; text++) {
        unsigned char c = (unsigned char)*text;
        if (c >= 0x80) {
            *to++ = (char)(0xC0 | c >> 6);
            room--;
        }
        *to++ = (char)(c >= 0x80 ? 0x80 | (c & 0x3F) : c);
        room--;
    }
    *to = '\0';
}

/* The document, or NULL and why not.  poppler makes Latin-1 of the UTF-8 it
 * is given, as old encryption wants it; new encryption (AES-256) wants the
 * UTF-8 itself, so a Chinese password is tried in that disguise too. */
static PopplerDocument *load(struct pdfin_file *file, const char *path,
                             const char *password, GError **why,
                             struct err *err)
{
    char disguised[2 * PASSWORD_MAX + 4];
    PopplerDocument *document = load_with(file, path, password, why, err);
    if (document != NULL || password == NULL || strlen(password) > PASSWORD_MAX)
        return document;
    spread(password, disguised, sizeof disguised);
    if (strcmp(disguised, password) != 0) {
        g_clear_error(why);
        document = load_with(file, path, disguised, why, err);
    }
    explicit_bzero(disguised, sizeof disguised);
    return document;
}

static bool is_locked(const GError *why)
{
    return why != NULL && why->domain == POPPLER_ERROR &&
           why->code == POPPLER_ERROR_ENCRYPTED;
}

static enum err_code cannot_open(struct pdfin_file *file, const char *path,
                                 const char *password, const GError *why,
                                 struct err *err)
{
    bool locked = is_locked(why);
    if (err->code != ERR_OK)
        return err->code;
    if (locked && password == NULL)
        return err_set(err, ERR_DENIED, 0,
                       _("%s needs a password: write it into a file and give "
                         "that file with --pdf-password-file"),
                       file->name);
    if (!locked && password != NULL) {
        /* With a wrong password poppler finds the file damaged. */
        GError *bare = NULL;
        PopplerDocument *document = load(file, path, NULL, &bare, err);
        locked = is_locked(bare);
        if (document != NULL)
            g_object_unref(document);
        g_clear_error(&bare);
    }
    if (locked)
        return err_set(err, ERR_DENIED, 0,
                       _("%s is locked with another password than the one "
                         "given"),
                       file->name);
    return err_set(err, ERR_FORMAT, 0,
                   _("%s: the PDF is damaged (%s); scan or copy it again"),
                   file->name, why != NULL ? why->message : "");
}

static enum err_code open_document(struct pdfin_file *file, const char *path,
                                   const char *password, struct err *err)
{
    struct err own = ERR_INIT;
    GError *why = NULL;
    err = err != NULL ? err : &own;
    file->document = load(file, path, password, &why, err);
    enum err_code code = ERR_OK;
    if (file->document == NULL)
        code = cannot_open(file, path, password, why, err);
    else
        file->pages = poppler_document_get_n_pages(file->document);
    if (code == ERR_OK && file->pages <= 0)
        code = err_set(err, ERR_FORMAT, 0,
                       _("%s: the PDF has no pages; scan or copy it again"),
                       file->name);
    else if (code == ERR_OK && file->pages > LIMIT_PAGES_PER_FILE)
        code = err_set(err, ERR_RANGE, 0,
                       _("%s has %d pages; at most %d are accepted"),
                       file->name, file->pages, LIMIT_PAGES_PER_FILE);
    g_clear_error(&why);
    return code;
}

enum err_code pdfin_open(const char *path, const char *password,
                         struct pdfin_file **out, size_t *pages,
                         struct err *err)
{
    struct pdfin_file *file = mem_alloc(1, sizeof *file);
    *out = NULL;
    if (file == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    size_t n = strlen(path);
    (void)snprintf(file->name, sizeof file->name, "%s",
                   n < sizeof file->name ? path : path + n - 200);
    file->ear = memfd_create("pdf-messages", MFD_CLOEXEC);
    file->log = g_log_set_handler("Poppler", G_LOG_LEVEL_MASK, on_log, file);
    enum err_code code = open_document(file, path, password, err);
    if (code != ERR_OK) {
        pdfin_close(file);
        return code;
    }
    *pages = (size_t)file->pages;
    *out = file;
    return ERR_OK;
}

void pdfin_close(struct pdfin_file *file)
{
    if (file == NULL)
        return;
    if (file->document != NULL)
        g_object_unref(file->document);
    g_log_remove_handler("Poppler", file->log);
    if (file->ear >= 0)
        (void)close(file->ear);
    free(file);
}
