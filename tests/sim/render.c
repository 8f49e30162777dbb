#include "tests/sim/render.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

void render_close(struct render *r)
{
    if (r->pipe) {
        pclose(r->pipe);
    }
    *r = (struct render){0};
}

static bool plain_path(const char *path)
{
    return !strchr(path, '\'') && !strchr(path, '\n');
}

static enum err_code render_open(struct render *r, const char *base, double dpi,
                                 const char *file, int page, struct err *err)
{
    render_close(r);
    base = file[0] == '/' || !base ? "" : base;
    if (!plain_path(file) || !plain_path(base)) {
        return err_set(err, ERR_RANGE, 0, "%s: no quotes in paths here", file);
    }
    char command[8192];
    int n = snprintf(command, sizeof command,
                     "exec pdftoppm -r %.0f -gray -f %d '%s%s%s'", dpi, page,
                     base, base[0] ? "/" : "", file);
    if (n < 0 || n >= (int)sizeof command) {
        return err_set(err, ERR_RANGE, 0, "%s: the path is too long", file);
    }
    *r = (struct render){popen(command, "r"), file, page};
    return r->pipe ? ERR_OK : err_errno(err, errno, "running pdftoppm", file);
}

enum err_code render_page(struct render *r, const char *base, double dpi,
                          const struct printed_page *p, struct picture *out,
                          struct err *err)
{
    enum err_code code = ERR_OK;
    if (!r->pipe || strcmp(r->file, p->file) != 0 || r->next != p->page) {
        code = render_open(r, base, dpi, p->file, p->page, err);
    }
    if (code == ERR_OK) {
        code = picture_read_pnm(r->pipe, out, err);
        r->next++;
    }
    if (code == ERR_NOTFOUND) {
        code = err_set(err, ERR_FORMAT, 0, "pdftoppm gave no page %d of %s",
                       p->page, p->file);
    }
    return code;
}
