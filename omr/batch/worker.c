/* omr/batch/worker.c - the child's side of pool.h: one job after another. */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "omr/batch/crops.h"
#include "omr/batch/keep.h"
#include "omr/batch/pool.h"
#include "omr/batch/sandbox.h"
#include "omr/trace/trace.h"

struct worker {
    int fd;
    const char *incoming;
    const char *trace; /* folder, or NULL */
    const char *password; /* of locked PDF files, or NULL */
    struct reader *reader;
    struct crop_read crops[LIMIT_ITEMS];
    uint8_t message[WIRE_BYTES_MAX];
};

static void tell(struct worker *w, enum wire_kind kind, uint32_t page)
{
    struct wire_head head = {kind, page};
    if (send(w->fd, &head, sizeof head, MSG_NOSIGNAL) < 0)
        _exit(0); /* the coordinator is gone */
}

static void send_page(struct worker *w, const struct page_scan *page,
                      const char *kept)
{
    size_t n = wire_page_pack(page, kept, w->message);
    if (n == 0) {
        struct page_scan bare = {.page = page->page,
                                 .outcome = PAGE_UNREADABLE,
                                 .reason = _("the page has more boxes than "
                                             "a sheet can hold")};
        n = wire_page_pack(&bare, "", w->message);
    }
    if (send(w->fd, w->message, n, MSG_NOSIGNAL) < 0)
        _exit(0);
}

/* What cannot be decoded is known again by its bytes. */
static void hash_bytes(const char *path, uint8_t hash[SHA256_BYTES])
{
    uint8_t buffer[64 * 1024];
    struct sha256 *sum = sha256_new();
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = 0;
    while (fd >= 0 && sum != NULL && (n = read(fd, buffer, sizeof buffer)) > 0)
        sha256_update(sum, buffer, (size_t)n);
    if (sum != NULL)
        sha256_finish(sum, hash);
    if (fd >= 0)
        (void)close(fd);
    if (fd < 0 || n < 0)
        memset(hash, 0, SHA256_BYTES);
}

/* Decoders name the file; whoever shows a page names it too. */
static const char *without_path(const char *reason, const char *path)
{
    static const char *const marks[] = {":", " ", "：", ","};
    size_t n = strlen(path);
    if (n == 0 || strncmp(reason, path, n) != 0)
        return reason;
    const char *rest = reason + n;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (strncmp(rest, marks[i], strlen(marks[i])) == 0) {
            rest += strlen(marks[i]);
            i = (size_t)-1; /* from the first again */
        }
    return rest[0] != '\0' ? rest : reason;
}

static void send_broken(struct worker *w, const char *path, uint32_t page,
                        const char *reason)
{
    struct page_scan broken = {
        .page = (int)page,
        .outcome = PAGE_BROKEN,
        .reason = without_path(reason, path)};
    hash_bytes(path, broken.file_hash);
    send_page(w, &broken, "");
}

/* Which outcomes a person may want to look at later. */
static bool is_kept(enum page_outcome outcome)
{
    return outcome == PAGE_READ || outcome == PAGE_NO_CODE ||
           outcome == PAGE_UNREADABLE || outcome == PAGE_OTHER_REVISION ||
           outcome == PAGE_WRONG_SIDE;
}

static void read_page(struct worker *w, struct image_file *file,
                      const char *path, uint32_t i)
{
    struct err err = ERR_INIT;
    struct image image = {0};
    struct page_scan page = {0};
    char kept[64] = "";
    tell(w, WIRE_BEGIN, i);
    if (image_file_page(file, i, &image, &err) != ERR_OK ||
        reader_page(w->reader, &image, &page, &err) != ERR_OK) {
        send_broken(w, path, i, err.text);
        goto done;
    }
    page.page = (int)i;
    page.file = path;
    /* A trace that cannot be written costs no page, but is told of. */
    if (w->trace != NULL &&
        trace_page(w->trace, w->reader, &image, &page, &err) != ERR_OK)
        page.reason = err.text;
    page.wide = image.w;
    page.high = image.h;
    image_hash(&image, page.image_hash);
    if (is_kept(page.outcome) &&
        keep_incoming(w->incoming, path, image_file_pages(file) == 1, &image,
                      kept, &page, &err) != ERR_OK) {
        send_broken(w, path, i, err.text);
        goto done;
    }
    if (page.outcome == PAGE_READ &&
        crops_take(w->incoming, kept, w->reader, &image, &page, w->crops,
                   &page.crop_count, &err) != ERR_OK) {
        send_broken(w, path, i, err.text);
        goto done;
    }
    page.crops = w->crops;
    send_page(w, &page, kept);
done:
    image_deinit(&image);
}

static void serve_job(struct worker *w, const struct wire_job *job)
{
    struct err err = ERR_INIT;
    struct image_file *file = NULL;
    if (image_file_open_locked(job->path, w->password, &file, &err) !=
        ERR_OK) {
        tell(w, WIRE_OPENED, job->first + 1);
        send_broken(w, job->path, job->first, err.text);
        tell(w, WIRE_DONE, 0);
        return;
    }
    uint32_t pages = (uint32_t)image_file_pages(file);
    tell(w, WIRE_OPENED, pages);
    for (uint32_t k = 0; k < job->count && job->first + k < pages; k++)
        read_page(w, file, job->path, job->first + k);
    image_file_close(file);
    tell(w, WIRE_DONE, 0);
}

void worker_serve(int fd, const struct reader_survey *survey,
                  const struct pool_options *options)
{
    struct worker *w = mem_alloc(1, sizeof *w);
    struct wire_job *job = mem_alloc(1, sizeof *job);
    struct err err = ERR_INIT;
    if (w == NULL || job == NULL)
        _exit(1);
    w->fd = fd;
    w->incoming = options->incoming;
    w->trace = options->trace;
    w->password = options->password;
    /* Libraries that print (ZBar's assertions) must not flood the clerk. */
    int null = open("/dev/null", O_WRONLY);
    if (null >= 0)
        (void)dup2(null, STDERR_FILENO);
    const char *const writable[] = {options->incoming, options->trace,
                                    NULL};
    (void)sandbox_enter(fd, writable);
    if (reader_new(survey, &w->reader, &err) != ERR_OK)
        _exit(1);
    for (;;) {
        ssize_t n = recv(fd, job, sizeof *job, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= (ssize_t)offsetof(struct wire_job, path) ||
            ((const char *)job)[n - 1] != '\0')
            break;
        serve_job(w, job);
    }
    reader_free(w->reader);
    free(job);
    free(w);
}
