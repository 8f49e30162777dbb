/* engine/base/mem.c - see mem.h. */
#include "engine/base/mem.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 32 * 1024 };

struct block {
    struct block *next;
    size_t used, room;
    alignas(max_align_t) unsigned char data[];
};

struct arena {
    struct block *blocks; /* newest first */
    size_t total, max;
};

void *mem_alloc(size_t n, size_t size)
{
    return calloc(n > 0 ? n : 1, size > 0 ? size : 1);
}

void *mem_grow(void *old, size_t n, size_t size)
{
    if (size > 0 && n > SIZE_MAX / size)
        return NULL;
    return realloc(old, n * size > 0 ? n * size : 1);
}

struct arena *arena_new(size_t max_bytes)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (arena != NULL)
        arena->max = max_bytes;
    return arena;
}

void arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    for (struct block *b = arena->blocks; b != NULL;) {
        struct block *next = b->next;
        free(b);
        b = next;
    }
    free(arena);
}

static struct block *add_block(struct arena *arena, size_t bytes)
{
    size_t room = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
    if (arena->total > arena->max || room > arena->max - arena->total)
        return NULL;
    struct block *b = calloc(1, sizeof *b + room);
    if (b == NULL)
        return NULL;
    b->room = room;
    b->next = arena->blocks;
    arena->blocks = b;
    arena->total += room;
    return b;
}

void *arena_alloc(struct arena *arena, size_t n, size_t size)
{
    size_t const align = alignof(max_align_t);
    if (size > 0 && n > (SIZE_MAX - align) / size)
        return NULL;
    size_t bytes = (n * size + align - 1) / align * align;
    struct block *b = arena->blocks;
    if (b == NULL || bytes > b->room - b->used)
        b = add_block(arena, bytes);
    if (b == NULL)
        return NULL;
    void *p = b->data + b->used;
    b->used += bytes;
    return p;
}

char *arena_bytes(struct arena *arena, const char *bytes, size_t n)
{
    if (n == SIZE_MAX)
        return NULL;
    char *copy = arena_alloc(arena, n + 1, 1);
    if (copy != NULL && n > 0)
        memcpy(copy, bytes, n);
    return copy;
}

char *arena_text(struct arena *arena, const char *text)
{
    return arena_bytes(arena, text, strlen(text));
}
