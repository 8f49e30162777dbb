/* engine/base/json_read.c - the reading half of json.h; door to jansson. */
#include <jansson.h>
#include <stdlib.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/limits.h"

static json_t *of(const struct jval *value)
{
    return (json_t *)(uintptr_t)value;
}

static const struct jval *as(const json_t *value)
{
    return (const struct jval *)value;
}

enum err_code jval_parse(const char *text, size_t n, const char *name,
                         struct jval **root, struct err *err)
{
    *root = NULL;
    if (n > LIMIT_JSON_BYTES)
        return err_set(err, ERR_RANGE, 0,
                       _("%s has %zu bytes; at most %d are accepted"), name,
                       n, LIMIT_JSON_BYTES);
    json_error_t bad;
    json_t *value = json_loadb(text, n, JSON_REJECT_DUPLICATES, &bad);
    if (value == NULL)
        return err_set(err, ERR_FORMAT, 0, _("%s:%d:%d: not valid JSON: %s"),
                       name, bad.line, bad.column, bad.text);
    *root = (struct jval *)value;
    return ERR_OK;
}

void jval_free(struct jval *root)
{
    json_decref(of(root));
}

enum jval_kind jval_kind(const struct jval *value)
{
    if (value == NULL)
        return JVAL_NULL;
    switch (json_typeof(of(value))) {
    case JSON_OBJECT: return JVAL_OBJECT;
    case JSON_ARRAY: return JVAL_ARRAY;
    case JSON_STRING: return JVAL_STRING;
    case JSON_INTEGER: return JVAL_INT;
    case JSON_REAL: return JVAL_REAL;
    case JSON_TRUE:
    case JSON_FALSE: return JVAL_BOOL;
    case JSON_NULL: break;
    }
    return JVAL_NULL;
}

size_t jval_count(const struct jval *array)
{
    return json_array_size(of(array));
}

const struct jval *jval_at(const struct jval *array, size_t i)
{
    return as(json_array_get(of(array), i));
}

const struct jval *jval_get(const struct jval *object, const char *key)
{
    return as(json_object_get(of(object), key));
}

const char *jval_text(const struct jval *value)
{
    return json_string_value(of(value));
}

bool jval_number(const struct jval *value, double *out)
{
    if (!json_is_number(of(value)))
        return false;
    *out = json_number_value(of(value));
    return true;
}

bool jval_integer(const struct jval *value, int64_t *out)
{
    if (!json_is_integer(of(value)))
        return false;
    *out = json_integer_value(of(value));
    return true;
}

bool jval_truth(const struct jval *value)
{
    return json_is_true(of(value));
}

bool jval_member(const struct jval *object, size_t i, const char **key,
                 const struct jval **value)
{
    void *iter = json_object_iter(of(object));
    while (iter != NULL && i-- > 0)
        iter = json_object_iter_next(of(object), iter);
    if (iter == NULL)
        return false;
    *key = json_object_iter_key(iter);
    *value = as(json_object_iter_value(iter));
    return true;
}
