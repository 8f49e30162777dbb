/* reports/sign/pdf_lex.h - PDF values as spans of the file's own bytes.
 *
 * Nothing is copied or built: a value is where it stands, so that an update
 * can repeat it byte for byte.  Strict: comments inside objects, duplicate
 * keys, unbalanced brackets and depth over PDF_DEPTH_MAX are refused, because
 * neither libharu nor our own updates write them and readers disagree about
 * them.  ISO 32000-1 clause 7.2-7.3.
 */
#ifndef REPORTS_SIGN_PDF_LEX_H
#define REPORTS_SIGN_PDF_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/base/str.h"

enum { PDF_DEPTH_MAX = 24 };

struct pdf_text {
    const char *bytes; /* borrowed */
    size_t n;
    const char *name; /* the file in messages */
};

enum pdf_kind {
    PDF_NULL, /* also: an absent key */
    PDF_BOOL,
    PDF_INT,
    PDF_REAL,
    PDF_NAME,
    PDF_STRING, /* (literal) */
    PDF_HEX,    /* <hex> */
    PDF_ARRAY,
    PDF_DICT,
    PDF_REF,
};

struct pdf_value {
    enum pdf_kind kind;
    size_t at, end; /* bytes[at..end), brackets included; absent: at = end */
    int64_t number; /* INT; BOOL 0/1; REF: object number */
    uint32_t gen;   /* REF */
};

/* ERR_FORMAT "name: byte 123: what". */
enum err_code pdf_bad(const struct pdf_text *t, size_t at, const char *what,
                      struct err *err);

bool pdf_is_space(char c);
size_t pdf_skip_space(const struct pdf_text *t, size_t at);
/* Do the bytes at `at` spell `word`?  Steps past it when they do. */
bool pdf_take_word(const struct pdf_text *t, size_t *at, const char *word);
/* One or more digits, at most 10; steps past them. */
bool pdf_take_digits(const struct pdf_text *t, size_t *at, int64_t *out);

/* The value that starts at `at` (after white space), checked to its end.
 *   ERR_FORMAT with the byte offset */
MUST_USE enum err_code pdf_lex(const struct pdf_text *t, size_t at,
                               struct pdf_value *out, struct err *err);

/* Members of a lexed dictionary or array in order; *pos starts at 0. */
bool pdf_dict_next(const struct pdf_text *t, const struct pdf_value *dict,
                   size_t *pos, struct pdf_value *key,
                   struct pdf_value *value);
bool pdf_array_next(const struct pdf_text *t, const struct pdf_value *array,
                    size_t *pos, struct pdf_value *value);

/* The value of `key`, PDF_NULL when absent (or `dict` is no dictionary). */
struct pdf_value pdf_dict_get(const struct pdf_text *t,
                              const struct pdf_value *dict, const char *key);

/* Names are compared with their #xx escapes undone. */
bool pdf_name_is(const struct pdf_text *t, const struct pdf_value *value,
                 const char *name);

/* A string's text as UTF-8: UTF-16BE with its mark, else bytes (those above
 * 0x7F become U+FFFD: our writers never produce them).  False for what is no
 * string or is broken UTF-16. */
bool pdf_string_text(const struct pdf_text *t, const struct pdf_value *value,
                     struct str *out);

#endif
