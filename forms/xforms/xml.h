/* forms/xforms/xml.h - XML out, well-formed by construction.
 *
 * A small streaming writer into a struct str: names come from our code, texts
 * and attribute values from people, and are escaped here and nowhere else.
 * Characters XML 1.0 has no place for become U+FFFD.
 */
#ifndef FORMS_XFORMS_XML_H
#define FORMS_XFORMS_XML_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/str.h"

enum { XML_DEPTH_MAX = 16 };

struct xml {
    struct str *out;   /* borrowed */
    bool open;         /* a start tag waits for its '>' */
    bool broken;       /* the last thing written was a line's end */
    size_t depth;
    const char *names[XML_DEPTH_MAX]; /* borrowed until closed */
};

/* <?xml …?> */
void xml_begin(struct xml *x);
/* <name, for attributes and content; on a line of its own. */
void xml_open(struct xml *x, const char *name);
void xml_attr(struct xml *x, const char *name, const char *value);
void xml_text(struct xml *x, const char *text);
void xml_close(struct xml *x);
/* <name>text</name>; text NULL: <name/> */
void xml_leaf(struct xml *x, const char *name, const char *text);

#endif
