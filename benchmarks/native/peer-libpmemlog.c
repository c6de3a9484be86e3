#include <libpmemlog.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sample.h"

static PMEMlogpool *pool;
static long long first; /* where the last sample began */

static void
check(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "%s: %s\n", what, pmemlog_errormsg());
	abort();
}

/* A pool of SIZE bytes at the path; every page of it is touched, as the others' are. */
void
prepare(const struct sample *s)
{
	static const char page[4096];
	pool = pmemlog_create(s->source, s->size, 0600);
	check(pool != NULL, "pmemlog_create");
	while (pmemlog_append(pool, page, sizeof(page)) == 0)
		;
	pmemlog_rewind(pool);
}

void
append(const struct sample *s)
{
	const char *source = s->source;
	const int64_t size = s->size, count = s->count;
	if (pmemlog_tell(pool) + size * count > (long long)pmemlog_nbyte(pool))
		pmemlog_rewind(pool);
	first = pmemlog_tell(pool);
	for (int64_t i = 0; i < count; i++)
		check(pmemlog_append(pool, source, size) == 0, "pmemlog_append");
}

static int
compare(const void *buffer, size_t length, void *argument)
{
	struct sample *s = argument;
	int64_t right = 0;
	for (const char *at = (const char *)buffer + first; right < s->count && at + s->size <= (const char *)buffer + length; at += s->size, right++)
		if (memcmp(at, s->source, s->size) != 0)
			break;
	s->count -= right;
	return 0;
}

/* How many of the last sample's records are not there. */
int64_t
missing(const struct sample *s)
{
	struct sample copy = *s;
	pmemlog_walk(pool, 0, compare, &copy);
	return copy.count;
}

void
finish(const struct sample *s)
{
	(void)s;
	pmemlog_close(pool);
}
