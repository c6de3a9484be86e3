/* The stores before a flush, for all participants: sample.h says why there is one function for them. */
#include "sample.h"

void
dirty_rest(char *line, char *end, int64_t value)
{
	for (; line < end; line += LINE)
		*(volatile int64_t *)line = value;
}
