#include "threads.h"

#include <stdio.h>
#include <stdlib.h>

#include "machine.h"

enum { MOST_THREADS = 4096 };

static struct { uint64_t base; bool pending; } threads[MOST_THREADS];
static unsigned count, pending_count, latest;

static uint16_t find(uint64_t base) {
    if (latest < count && threads[latest].base == base) {
        return (uint16_t)(latest + 1);
    }
    for (unsigned i = 0; i < count; i++) {
        if (threads[i].base == base) {
            latest = i;
            return (uint16_t)(i + 1);
        }
    }
    return 0;
}

uint16_t thread_known(void) { return count == 0 ? 0 : find(machine_thread()); }

uint16_t thread_entered(void) {
    uint64_t base = machine_thread();
    uint16_t thread = find(base);
    if (thread != 0) {
        return thread;
    }
    if (count == MOST_THREADS) {
        fprintf(stderr, "daxtrace: more than %d threads touched the range\n", MOST_THREADS);
        abort();
    }
    threads[count++].base = base;
    return (uint16_t)count;
}

void thread_set_pending(uint16_t thread) {
    pending_count += !threads[thread - 1].pending;
    threads[thread - 1].pending = true;
}

bool thread_take_pending(uint16_t thread) {
    bool pending = threads[thread - 1].pending;
    pending_count -= pending;
    threads[thread - 1].pending = false;
    return pending;
}

bool threads_any_pending(void) { return pending_count != 0; }
