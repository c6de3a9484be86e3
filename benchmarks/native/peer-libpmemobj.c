#include <libpmemobj.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sample.h"

static PMEMobjpool *pool;
static char *objects;
static int64_t length, next, first;

static void
check(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "%s: %s\n", what, pmemobj_errormsg());
	abort();
}

/* A pool of SIZE bytes at the path, half of it one object; every page of it is touched, as the others' are. */
void
prepare(const struct sample *s)
{
	pool = pmemobj_create(s->source, "benchmark", s->size, 0600);
	check(pool != NULL, "pmemobj_create");
	length = s->size / 2;
	PMEMoid root = pmemobj_root(pool, length);
	check(!OID_IS_NULL(root), "pmemobj_root");
	objects = pmemobj_direct(root);
	pmemobj_memset_persist(pool, objects, 0, length);
}

/* In a function of its own: it jumps back to where it began if it is aborted. */
static __attribute__((noinline)) void
change(char *object, const char *source, int64_t size)
{
	TX_BEGIN(pool) {
		pmemobj_tx_add_range_direct(object, size);
		memcpy(object, source, size);
	} TX_ONABORT {
		check(0, "transaction");
	} TX_END
}

/* Each changes an object of its own, which is saved before. */
void
transaction(const struct sample *s)
{
	const char *source = s->source;
	const int64_t size = s->size, count = s->count;
	if (next + size * count > length)
		next = 0;
	first = next;
	for (int64_t i = 0; i < count; i++, next += size)
		change(objects + next, source, size);
}

/* How many of the last sample's objects do not have what was stored. */
int64_t
missing(const struct sample *s)
{
	int64_t wrong = 0;
	for (int64_t i = 0; i < s->count; i++)
		wrong += memcmp(objects + first + i * s->size, s->source, s->size) != 0;
	return wrong;
}

void
finish(const struct sample *s)
{
	(void)s;
	pmemobj_close(pool);
}
