/* engine/base/limits.h - the ceiling of every size that comes from outside.
 * Each has the reason beside it; raise one here and nowhere else. */
#ifndef ENGINE_BASE_LIMITS_H
#define ENGINE_BASE_LIMITS_H

enum {
    /* questionnaires */
    LIMIT_YAML_BYTES = 256 * 1024,   /* the largest preset is 6 KB */
    LIMIT_YAML_DEPTH = 16,
    LIMIT_YAML_NODES = 20000,        /* 120 items of 40 choices are 15,000 */
    LIMIT_YAML_KEYS = 64,            /* of one mapping; the schema knows 20 */
    LIMIT_PROBLEMS = 40,             /* listed by one check; more are counted */
    LIMIT_ITEMS = 120,               /* an A4 sheet holds about 25 */
    LIMIT_CHOICES = 40,              /* per item; PJ tables use rows instead */
    LIMIT_SCALES = 24,
    LIMIT_LABEL_BYTES = 600,         /* 200 hanzi: three lines of 14 pt */
    LIMIT_UNIT_LABEL_BYTES = 24,     /* 8 hanzi before the unit's name */
    LIMIT_TITLE_BYTES = 240,
    LIMIT_INTRO_BYTES = 1800,        /* 600 hanzi under the title */
    LIMIT_ID_BYTES = 16,             /* item and unit codes as printed */
    LIMIT_SIDES = 8,                 /* sides of one sheet set */

    /* units */
    LIMIT_UNITS = 20000,             /* a province has about 1,500 townships */
    LIMIT_UNIT_DEPTH = 8,
    LIMIT_CSV_BYTES = 64 * 1024 * 1024,
    LIMIT_CSV_FIELD_BYTES = 4096,
    LIMIT_CSV_FIELDS = 256,          /* columns of one row */
    LIMIT_UNIT_CODE_BYTES = 8,       /* printed beside the code of a sheet */
    LIMIT_UNIT_NAME_BYTES = 120,     /* 40 hanzi */

    /* printing */
    LIMIT_COPIES = 200000,           /* one print run */
    LIMIT_SHEETS_PER_FILE = 500,     /* memory stays near 15 MB a file */

    /* images: an A3 page at 600 dpi is 7,016 x 9,921 */
    LIMIT_IMAGE_SIDE_PX = 20000,
    LIMIT_IMAGE_PIXELS = 120 * 1000 * 1000,
    LIMIT_IMAGE_FILE_BYTES = 512 * 1024 * 1024,
    LIMIT_PAGES_PER_FILE = 20000,
    LIMIT_FILES_PER_SCAN = 1000000,

    LIMIT_JSON_BYTES = 64 * 1024 * 1024,
    LIMIT_PDF_BYTES = 256 * 1024 * 1024,
    LIMIT_PATH_BYTES = 4096,
};

#endif
