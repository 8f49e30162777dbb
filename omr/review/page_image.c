/* omr/review/page_image.c - see page_image.h. */
#include "omr/review/page_image.h"

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/str.h"

/* The map leads to the image as it was decoded when it was read; a JPEG may
 * be decoded at another scale by another program. */
static void fit_map(const struct image *image, struct page_row *page)
{
    if (page->wide <= 0 || page->high <= 0)
        return;
    double x = (double)image->w / page->wide;
    double y = (double)image->h / page->high;
    for (size_t i = 0; i < 3; i++) {
        page->map[i] *= x;
        page->map[3 + i] *= y;
    }
}

enum err_code page_image_open(struct store *store, struct page_row *page,
                              struct image *image, struct err *err)
{
    struct str path;
    struct image_file *file = NULL;
    str_init(&path, LIMIT_PATH_BYTES);
    file_join(&path, store_dir(store), page->image);
    enum err_code code = ERR_OK;
    if (page->image[0] == '\0' || !file_exists(path.text))
        code = err_set(err, ERR_NOTFOUND, 0,
                       _("the image of this page is not in the workspace "
                         "(%s)"),
                       path.text);
    if (code == ERR_OK)
        code = image_file_open(path.text, &file, err);
    if (code == ERR_OK)
        code = image_file_page(file, 0, image, err);
    if (code == ERR_OK)
        fit_map(image, page);
    image_file_close(file);
    str_deinit(&path);
    return code;
}
