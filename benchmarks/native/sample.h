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
};

/*
 * One store a line. Volatile, so that none is merged or dropped. The lines behind the first are stored by a function of their
 * own here and in OurLoops.cs, so that both compilers make the same loop of it: its pace shows in the time of long ranges.
 */
__attribute__((noinline, unused)) static void
dirty_rest(char *line, char *end, int64_t value)
{
	for (; line < end; line += LINE)
		*(volatile int64_t *)line = value;
}

static inline void
dirty(char *first, int64_t size, int64_t value)
{
	*(volatile int64_t *)first = value;
	if (size > LINE)
		dirty_rest(first + LINE, first + size, value);
}

#endif
