/* engine/tally/pack.h - the answers of one unit in a few bytes.
 *
 * What the tally asks of a response is one byte an answer; as rows of a
 * database it is fifty.  Responses that are alike in everything but what was
 * answered make a group; a group holds its answers by column:
 *
 *     bytes   1 version
 *     group   1 revision  1 side  1 disposition  1 channel  4 batch
 *             4 responses n  1 columns k
 *             k × { 1 item  1 wide  n codes  wide: n × 8 choices }
 *
 * Numbers are little-endian.  A code: bits 0-5 what was given, bit 6 corrected,
 * bit 7 ink.  0..57 = that one choice, then the names below.  Nothing in it
 * leads to a sheet: no serial, no id, no time; responses stand in the order of
 * their ids, as in the store.  Never made of anonymous rounds.
 */
#ifndef ENGINE_TALLY_PACK_H
#define ENGINE_TALLY_PACK_H

#include "engine/base/err.h"
#include "engine/base/limits.h"
#include "engine/store/store.h"

enum {
    PACK_VERSION = 1,
    CODE_NOTHING = 58, /* given, no choice: a text area */
    CODE_BLANK,
    CODE_INVALID,
    CODE_DOUBTFUL,
    CODE_MANY,         /* given, the choices stand behind the codes */
    CODE_MASK = 0x3f,
    CODE_CORRECTED = 0x40,
    CODE_INK = 0x80
};

/* Pack the units whose copy is missing, once that many responses would have to
 * be read row by row; in short transactions.  What another program holds up is
 * left for the next time: the tally does not need the copy.
 *   ERR_NOMEM, ERR_CORRUPT and those of reading */
MUST_USE enum err_code pack_units(struct store *store, int64_t from,
                                  struct err *err);

struct pack_column {
    size_t item;
    const uint8_t *code; /* [n] */
    const uint8_t *many; /* [n × 8], or NULL */
};

struct pack_group { /* points into the bytes */
    int revision, side;
    enum disposition disposition;
    const char *channel;
    uint32_t batch;
    size_t n;            /* responses */
    size_t columns;
    struct pack_column column[LIMIT_ITEMS];
};

/* The group at bytes[*at], which moves behind it.  False: the end, or (with
 * *bad) no group of ours. */
bool pack_next(const uint8_t *bytes, size_t n, size_t *at,
               struct pack_group *out, bool *bad);

/* Answer number i of a column; decided, writing and text are not packed. */
struct answer_row pack_answer(const struct pack_column *column, size_t i);

#endif
