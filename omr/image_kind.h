/* omr/image_kind.h - which kind of file the first bytes of a scan tell, and
 * what to say of one that is not read.  The name of a file counts for nothing:
 * phones and copiers put any ending on anything. */
#ifndef OMR_IMAGE_KIND_H
#define OMR_IMAGE_KIND_H

#include <stddef.h>
#include <stdint.h>

enum image_kind { KIND_PNG, KIND_JPEG, KIND_TIFF, KIND_PDF, KIND_OTHER };

/* A PDF may begin this far into the file (mail gateways and some copiers put
 * lines before it); everything else begins at once. */
enum { IMAGE_HEAD_BYTES = 1024 };

enum image_kind image_kind_of(const uint8_t *head, size_t n);

/* For KIND_OTHER: what the file is and what to do, translated. */
const char *image_kind_refusal(const uint8_t *head, size_t n);

#endif
