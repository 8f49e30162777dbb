/* forms/openrosa/multipart.c - see multipart.h. */
#include "forms/openrosa/multipart.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "engine/base/i18n.h"

static enum err_code broken(const char *what, struct err *err)
{
    return err_set(err, ERR_FORMAT, 0, _("what was sent is cut off or no form: %s"),
                   what);
}

/* The value of `name` in "…; name=value; …", quoted or not.  False: none. */
static bool parameter(const char *text, size_t n, const char *name, char *out,
                      size_t room)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < n; i++) {
        if (text[i] != ';')
            continue;
        size_t k = i + 1;
        while (k < n && (text[k] == ' ' || text[k] == '\t'))
            k++;
        if (n - k <= length || strncasecmp(text + k, name, length) != 0 ||
            text[k + length] != '=')
            continue;
        k += length + 1;
        bool quoted = k < n && text[k] == '"';
        size_t used = 0;
        for (k += quoted; k < n; k++) {
            if (quoted ? text[k] == '"' : text[k] == ';' || text[k] == ' ')
                break;
            if (quoted && text[k] == '\\' && k + 1 < n)
                k++;
            if (used + 1 >= room)
                return false;
            out[used++] = text[k];
        }
        out[used] = '\0';
        return (!quoted || k < n) && memchr(out, '\0', used) == NULL;
    }
    return false;
}

enum err_code multipart_begin(struct multipart *m, const char *type,
                              const char *bytes, size_t n, struct err *err)
{
    static const char form_data[] = "multipart/form-data";
    char boundary[MULTIPART_BOUNDARY_MAX + 1];
    *m = (struct multipart){.bytes = bytes, .n = n};
    if (type == NULL ||
        strncasecmp(type, form_data, sizeof form_data - 1) != 0 ||
        !parameter(type, strlen(type), "boundary", boundary,
                   sizeof boundary) ||
        boundary[0] == '\0')
        return broken(_("expected multipart/form-data with a boundary"), err);
    (void)snprintf(m->boundary, sizeof m->boundary, "\r\n--%s", boundary);
    m->boundary_n = strlen(m->boundary);
    /* The first one need not stand behind a line's end. */
    if (n >= m->boundary_n - 2 &&
        memcmp(bytes, m->boundary + 2, m->boundary_n - 2) == 0) {
        m->at = m->boundary_n - 2;
        return ERR_OK;
    }
    const char *first = memmem(bytes, n, m->boundary, m->boundary_n);
    if (first == NULL)
        return broken(_("its boundary does not occur"), err);
    m->at = (size_t)(first - bytes) + m->boundary_n;
    return ERR_OK;
}

/* One line of a part's head. */
static void take_head(const char *line, size_t n, struct multipart_part *part,
                      bool *named)
{
    static const char disposition[] = "Content-Disposition:";
    char file[MULTIPART_NAME_MAX];
    if (n < sizeof disposition ||
        strncasecmp(line, disposition, sizeof disposition - 1) != 0)
        return;
    *named = parameter(line, n, "name", part->name, sizeof part->name);
    part->file = parameter(line, n, "filename", file, sizeof file) ||
                 parameter(line, n, "filename*", file, sizeof file);
}

enum err_code multipart_next(struct multipart *m, struct multipart_part *part,
                             bool *more, struct err *err)
{
    *more = false;
    *part = (struct multipart_part){.bytes = NULL};
    if (m->over)
        return ERR_OK;
    const char *p = m->bytes + m->at;
    const char *end = m->bytes + m->n;
    if (end - p >= 2 && memcmp(p, "--", 2) == 0) { /* the last boundary */
        m->over = true;
        return ERR_OK;
    }
    while (p < end && (*p == ' ' || *p == '\t'))
        p++;
    if (end - p < 2 || memcmp(p, "\r\n", 2) != 0)
        return broken(_("a boundary without a line's end"), err);
    p += 2;
    if (++m->parts > MULTIPART_PARTS_MAX)
        return broken(_("too many parts"), err);
    bool named = false;
    for (;;) { /* the head, up to an empty line */
        const char *stop = memmem(p, (size_t)(end - p), "\r\n", 2);
        if (stop == NULL)
            return broken(_("a part's head has no end"), err);
        if (stop == p)
            break;
        take_head(p, (size_t)(stop - p), part, &named);
        p = stop + 2;
    }
    p += 2;
    /* An empty part's boundary stands right behind its head. */
    const char *stop = memmem(p - 2, (size_t)(end - p) + 2, m->boundary,
                              m->boundary_n);
    if (stop == NULL)
        return broken(_("a part has no end"), err);
    if (!named)
        return broken(_("a part has no name"), err);
    part->bytes = p;
    part->n = stop < p ? 0 : (size_t)(stop - p);
    m->at = (size_t)(stop - m->bytes) + m->boundary_n;
    *more = true;
    return ERR_OK;
}
