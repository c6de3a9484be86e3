// Threads that have touched the range: a small number each, and whether something of theirs waits for a fence.
#ifndef DAXNATIVE_THREADS_H
#define DAXNATIVE_THREADS_H

#include <stdbool.h>
#include <stdint.h>

// The number of the thread that runs now, given to it at its first store or flush; from 1.
uint16_t thread_entered(void);

// The same for a thread that has touched the range already; 0 for any other.
uint16_t thread_known(void);

// Something was stored or flushed.
void thread_set_pending(uint16_t thread);

// Whether a fence has something to wait for, and that it has done so.
bool thread_take_pending(uint16_t thread);

bool threads_any_pending(void);

#endif
