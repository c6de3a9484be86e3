// A QEMU plugin that writes down what a guest's programs do to one range of physical memory: every store with its value,
// every write-back of a line, every fence, in the order in which the one CPU executed them. trace.sh builds and runs it.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api_check.h"
#include "decode.h"
#include "machine.h"
#include "qemu_api.h"
#include "record.h"
#include "threads.h"

QEMU_EXPORT int qemu_plugin_version = QEMU_PLUGIN_API;

// Both lists have the flushes and the fences in one order.
_Static_assert((int)RECORD_LOCKED - (int)RECORD_CLWB == (int)INSN_LOCKED - (int)INSN_CLWB, "the kinds correspond");

static bool with_kernel;

// What is known of an instruction when it is translated. Never freed: QEMU may keep a block until it ends.
struct site {
    struct insn insn;
    uint64_t pc, next;
    bool is_first; // of its block
};

static bool is_kernel(uint64_t pc) { return pc >> 63; }

static uint8_t flags_of(const struct site *site) {
    return (uint8_t)((site->insn.nontemporal ? RECORD_NONTEMPORAL : 0) | (is_kernel(site->pc) ? RECORD_KERNEL : 0));
}

static void store_part(const struct site *site, uint64_t address, unsigned size) {
    struct record record = { .pc = site->pc, .kind = RECORD_STORE, .size = (uint8_t)size, .flags = flags_of(site) };
    if (!machine_offset(address, &record.offset)) {
        fprintf(stderr, "daxtrace: QEMU's memory is not laid out as expected: %#" PRIx64 " is in the range and is not\n", address);
        abort();
    }
    record.value = machine_read(address, size);
    record.thread = thread_entered();
    thread_set_pending(record.thread);
    record_write(&record);
}

// Called after the store. What is wider than 8 bytes, or crosses a page, is taken apart.
static void on_store(unsigned cpu, qemu_plugin_meminfo_t info, uint64_t address, void *data) {
    (void)cpu;
    // QEMU 7.2 calls for loads too when it is asked for stores alone.
    if (!qemu_plugin_mem_is_store(info)) {
        return;
    }
    struct qemu_plugin_hwaddr *where = qemu_plugin_get_hwaddr(info, address);
    if (!where || qemu_plugin_hwaddr_is_io(where) || !machine_may_watch(qemu_plugin_hwaddr_phys_addr(where))) {
        return;
    }
    for (unsigned left = 1u << qemu_plugin_mem_size_shift(info); left > 0;) {
        unsigned room = PAGE_SIZE - (unsigned)(address % PAGE_SIZE);
        unsigned size = left < 8 ? left : 8;
        size = size < room ? size : room;
        store_part(data, address, size);
        address += size;
        left -= size;
    }
}

static void on_flush(unsigned cpu, void *data) {
    (void)cpu;
    const struct site *site = data;
    struct record record = { .pc = site->pc, .kind = RECORD_UNKNOWN_FLUSH, .flags = flags_of(site) };
    if (site->is_first && !site->insn.operand.has_segment) {
        uint64_t address = machine_operand(&site->insn.operand, site->next);
        if (!machine_offset(address, &record.offset)) {
            return;
        }
        record.kind = (uint8_t)(site->insn.kind - INSN_CLWB + RECORD_CLWB);
        record.value = address;
    }
    record.thread = thread_entered();
    thread_set_pending(record.thread);
    record_write(&record);
}

static void on_fence(unsigned cpu, void *data) {
    (void)cpu;
    const struct site *site = data;
    bool is_locked = site->insn.kind == INSN_LOCKED;
    if (is_locked && !threads_any_pending()) {
        return;
    }
    uint16_t thread = thread_known();
    // A locked instruction is a fence by the way: of no interest where there is nothing to wait for.
    if (thread == 0 || (!thread_take_pending(thread) && is_locked)) {
        return;
    }
    record_write(&(struct record){ .pc = site->pc, .kind = (uint8_t)(site->insn.kind - INSN_CLWB + RECORD_CLWB),
                                   .thread = thread, .flags = flags_of(site) });
}

static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *block) {
    (void)id;
    size_t count = qemu_plugin_tb_n_insns(block);
    for (size_t i = 0; i < count; i++) {
        struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(block, i);
        uint64_t pc = qemu_plugin_insn_vaddr(insn);
        if (is_kernel(pc) && !with_kernel) {
            continue;
        }
        struct site *site = malloc(sizeof *site);
        if (!site) {
            fprintf(stderr, "daxtrace: no memory\n");
            abort();
        }
        *site = (struct site){ decode(qemu_plugin_insn_data(insn), qemu_plugin_insn_size(insn)), pc,
                               pc + qemu_plugin_insn_size(insn), i == 0 };
        qemu_plugin_register_vcpu_mem_cb(insn, on_store, QEMU_CB_NO_REGS, QEMU_MEM_W, site);
        if (site->insn.kind >= INSN_CLWB && site->insn.kind <= INSN_CLFLUSH) {
            qemu_plugin_register_vcpu_insn_exec_cb(insn, on_flush, QEMU_CB_NO_REGS, site);
        } else if (site->insn.kind != INSN_OTHER) {
            qemu_plugin_register_vcpu_insn_exec_cb(insn, on_fence, QEMU_CB_NO_REGS, site);
        }
    }
}

static void on_exit_of_qemu(qemu_plugin_id_t id, void *data) {
    (void)id;
    (void)data;
    record_close();
}

QEMU_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int count, char **arguments) {
    const char *out = NULL;
    uint64_t start = 0, length = 0;
    for (int i = 0; i < count; i++) {
        if (strncmp(arguments[i], "out=", 4) == 0) {
            out = arguments[i] + 4;
        } else if (strncmp(arguments[i], "start=", 6) == 0) {
            start = strtoull(arguments[i] + 6, NULL, 0);
        } else if (strncmp(arguments[i], "length=", 7) == 0) {
            length = strtoull(arguments[i] + 7, NULL, 0);
        } else if (strncmp(arguments[i], "kernel=", 7) == 0) {
            with_kernel = strcmp(arguments[i] + 7, "on") == 0;
        } else {
            fprintf(stderr, "daxtrace: unknown argument %s\n", arguments[i]);
            return 1;
        }
    }
    if (!out || start == 0 || length == 0) {
        fprintf(stderr, "daxtrace: wants out=FILE,start=ADDRESS,length=BYTES[,kernel=on|off]\n");
        return 1;
    }
    if (!api_check(info) || !record_open(out, start, length)) {
        return 1;
    }
    machine_watch(start, length);
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
    qemu_plugin_register_atexit_cb(id, on_exit_of_qemu, NULL);
    return 0;
}
