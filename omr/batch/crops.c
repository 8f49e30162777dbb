/* omr/batch/crops.c - see crops.h. */
#include "omr/batch/crops.h"

#include <stdio.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "omr/batch/keep.h"

#define CROP_DPI 200.0
#define MARGIN_MM 3.0 /* words run over the border; and the map is good to
                       * half a mm */

void crop_name(const char *kept, size_t item, char out[CROP_NAME])
{
    (void)snprintf(out, CROP_NAME, "%s-c%zu", kept, item);
}

static const struct layout_area *area_of(const struct layout_page *page,
                                         size_t item)
{
    for (size_t i = 0; i < page->area_count; i++)
        if (page->areas[i].item == item)
            return &page->areas[i];
    return NULL;
}

static enum err_code take_one(const char *incoming, const char *kept,
                              const struct image *image,
                              const struct page_scan *page,
                              const struct layout_area *area,
                              struct crop_read *out, struct err *err)
{
    char name[CROP_NAME];
    struct image crop = {0};
    struct str path;
    const struct rect_mm *at = &area->at;
    enum err_code code = image_crop(
        image, page->map, at->x - MARGIN_MM, at->y - MARGIN_MM,
        at->w + 2 * MARGIN_MM, at->h + 2 * MARGIN_MM, CROP_DPI, &crop, err);
    if (code != ERR_OK)
        return code;
    crop_name(kept, area->item, name);
    str_init(&path, LIMIT_PATH_BYTES);
    file_join(&path, incoming, name);
    code = str_check(&path, incoming, err);
    out->item = area->item;
    if (code == ERR_OK)
        code = keep_written(&crop, path.text, out->hash, err);
    str_deinit(&path);
    image_deinit(&crop);
    return code;
}

enum err_code crops_take(const char *incoming, const char *kept,
                         const struct reader *reader,
                         const struct image *image,
                         const struct page_scan *page,
                         struct crop_read out[], size_t *n, struct err *err)
{
    struct reader_look look;
    enum err_code code = ERR_OK;
    *n = 0;
    reader_look(reader, &look);
    for (size_t i = 0; look.page != NULL && code == ERR_OK &&
                       i < page->answer_count && *n < LIMIT_ITEMS;
         i++) {
        const struct answer_read *a = &page->answers[i];
        const struct layout_area *area =
            a->ink ? area_of(look.page, a->item) : NULL;
        if (area == NULL)
            continue;
        code = take_one(incoming, kept, image, page, area, &out[*n], err);
        *n += code == ERR_OK;
    }
    return code;
}
