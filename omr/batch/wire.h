/* omr/batch/wire.h - what passes between the coordinator and its workers.
 *
 * One datagram per message over a SOCK_SEQPACKET pair, so a message arrives
 * whole or not at all.  Workers decode files from outside and are not
 * trusted: wire_page_unpack() checks every count, enum and string before
 * anything of a message is believed.
 */
#ifndef OMR_BATCH_WIRE_H
#define OMR_BATCH_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/base/mem.h"
#include "engine/store/store.h"

enum {
    WIRE_BOXES_MAX = 1200,  /* per side; the PJ table has 93 */
    WIRE_PATH_MAX = 4096,
    WIRE_REASON_MAX = 24,
    WIRE_BYTES_MAX = 192 * 1024 /* below the default socket buffer */
};

/* Coordinator to worker: read pages first … first+count-1 of a file.  The
 * message ends with the path's 0. */
struct wire_job {
    uint32_t first, count;
    char path[WIRE_PATH_MAX];
};

enum wire_kind {
    WIRE_OPENED, /* `page` = number of pages in the file */
    WIRE_BEGIN,  /* page `page` is being decoded: if I die, it was this one */
    WIRE_PAGE,   /* page `page` is done, in whatever way */
    WIRE_DONE,   /* the job is finished */
    WIRE_KIND_COUNT
};

struct wire_head {
    uint32_t kind, page;
};

/* Pack a page into out[0..WIRE_BYTES_MAX); returns the length, 0 when it has
 * more boxes than fit.  `kept` is the name of the image file in the incoming
 * folder, "" if none. */
size_t wire_page_pack(const struct page_scan *page, const char *kept,
                      uint8_t *out);

/* Unpack and check.  Everything out points to lives in `arena`.
 *   ERR_FORMAT  the worker sent what no worker may send */
MUST_USE enum err_code wire_page_unpack(const uint8_t *bytes, size_t n,
                                        struct arena *arena,
                                        struct page_scan *out,
                                        const char **kept, struct err *err);

#endif
