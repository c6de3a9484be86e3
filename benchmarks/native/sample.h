/* What a peer is asked to do: the same structure, in the same order, as Sample.cs. */
#ifndef SAMPLE_H
#define SAMPLE_H

#include <stddef.h>
#include <stdint.h>

#define LINE 64
#define FILL_VALUE 0x5a
#define BATCH_LINES 64
/* Every other line, so that no two of a batch are one range. */
#define BATCH_STRIDE (2 * LINE)

struct sample {
	char *memory;       /* the mapped area */
	int64_t offset;     /* of the first operation in it */
	int64_t stride;     /* from one operation to the next */
	int64_t size;       /* of one operation */
	int64_t count;      /* operations */
	const char *source; /* what is copied, or a path */
	void (*dirty_rest)(char *line, char *end, int64_t value);
};

/*
 * One store a line. Volatile, so that none is merged or dropped. The lines behind the first are stored by one function that
 * everybody calls, dirty.c: where such a loop happens to stand in memory shows in the time of long ranges, up to 8 %.
 */
static inline void
dirty(const struct sample *s, char *first, int64_t size, int64_t value)
{
	*(volatile int64_t *)first = value;
	if (size > LINE)
		s->dirty_rest(first + LINE, first + size, value);
}

#endif
