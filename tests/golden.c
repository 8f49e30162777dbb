/* tests/golden.c - do two grey pictures show the same page?
 *
 *     golden OLD.png NEW.png DIFF.png TOLERANCE LIMIT
 *
 *     golden store NEW.png OLD.png
 *
 * The first prints the share of differing pixels in per cent; exit 0 when it is at most
 * LIMIT (a share, 0..1).  Otherwise DIFF.png shows the old page in red and the
 * new one in cyan.  The second keeps 16 greys: a third of the size in git, and
 * far inside the tolerance.  See tests/golden.sh.
 */
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/num.h"

struct picture {
    int w, h;
    unsigned char *grey;
};

static int read_picture(const char *path, struct picture *p)
{
    png_image image;
    memset(&image, 0, sizeof image);
    image.version = PNG_IMAGE_VERSION;
    if (!png_image_begin_read_from_file(&image, path))
        return 0;
    image.format = PNG_FORMAT_GRAY;
    p->w = (int)image.width;
    p->h = (int)image.height;
    p->grey = malloc(PNG_IMAGE_SIZE(image));
    return p->grey != NULL &&
           png_image_finish_read(&image, NULL, p->grey, 0, NULL);
}

/* Mean of the 3 x 3 around a pixel: half a pixel of shift then costs little,
 * a missing stroke still much. */
static int blurred(const struct picture *p, int x, int y)
{
    int sum = 0, n = 0;
    for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++)
            if (x + dx >= 0 && x + dx < p->w && y + dy >= 0 &&
                y + dy < p->h) {
                sum += p->grey[(y + dy) * p->w + x + dx];
                n++;
            }
    return sum / n;
}

static long differing(const struct picture *a, const struct picture *b,
                      int tolerance)
{
    long count = 0;
    for (int y = 0; y < a->h; y++)
        for (int x = 0; x < a->w; x++)
            count += abs(blurred(a, x, y) - blurred(b, x, y)) > tolerance;
    return count;
}

static int write_diff(const char *path, const struct picture *a,
                      const struct picture *b)
{
    int w = a->w < b->w ? a->w : b->w, h = a->h < b->h ? a->h : b->h;
    unsigned char *rgb = malloc((size_t)w * (size_t)h * 3), *to = rgb;
    png_image image;
    memset(&image, 0, sizeof image);
    image.version = PNG_IMAGE_VERSION;
    image.format = PNG_FORMAT_RGB;
    image.width = (png_uint_32)w;
    image.height = (png_uint_32)h;
    for (int y = 0; rgb != NULL && y < h; y++)
        for (int x = 0; x < w; x++) {
            *to++ = b->grey[y * b->w + x];
            *to++ = a->grey[y * a->w + x];
            *to++ = a->grey[y * a->w + x];
        }
    int ok = rgb != NULL &&
             png_image_write_to_file(&image, path, 0, rgb, 0, NULL);
    free(rgb);
    return ok;
}

static int store(const char *from, const char *to)
{
    struct picture p = {0, 0, NULL};
    if (!read_picture(from, &p))
        return 1;
    for (long i = 0; i < (long)p.w * p.h; i++)
        p.grey[i] = (unsigned char)((p.grey[i] + 8) / 17 * 17);
    png_image image;
    memset(&image, 0, sizeof image);
    image.version = PNG_IMAGE_VERSION;
    image.format = PNG_FORMAT_GRAY;
    image.width = (png_uint_32)p.w;
    image.height = (png_uint_32)p.h;
    int ok = png_image_write_to_file(&image, to, 0, p.grey, 0, NULL);
    free(p.grey);
    return ok ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "store") == 0)
        return store(argv[2], argv[3]);
    struct picture a = {0, 0, NULL}, b = {0, 0, NULL};
    int64_t tolerance;
    double limit;
    if (argc != 6 || !num_parse_int(argv[4], 0, 255, &tolerance) ||
        !num_parse_real(argv[5], &limit)) {
        fputs("golden OLD.png NEW.png DIFF.png TOLERANCE LIMIT\n", stderr);
        return 2;
    }
    if (!read_picture(argv[1], &a) || !read_picture(argv[2], &b)) {
        puts("100 (unreadable)");
        return 1;
    }
    double share = 1;
    if (a.w == b.w && a.h == b.h)
        share = (double)differing(&a, &b, (int)tolerance) / a.w / a.h;
    printf("%.3f\n", share * 100);
    int same = share <= limit;
    if (!same && !write_diff(argv[3], &a, &b))
        fprintf(stderr, "%s cannot be written\n", argv[3]);
    free(a.grey);
    free(b.grey);
    return same ? 0 : 1;
}
