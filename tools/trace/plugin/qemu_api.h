// The part of QEMU's TCG plugin interface (version 1, docs/devel/tcg-plugins) that the tracer uses. Debian packages no
// header for it, so it is declared here. Weak, so that what a QEMU lacks can be named instead of failing in the loader.
#ifndef DAXNATIVE_QEMU_API_H
#define DAXNATIVE_QEMU_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QEMU_WEAK __attribute__((weak))
#define QEMU_EXPORT __attribute__((visibility("default")))

typedef uint64_t qemu_plugin_id_t;
typedef uint32_t qemu_plugin_meminfo_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_plugin_hwaddr;

typedef struct {
    const char *target_name;
    struct { int min, cur; } version;
    bool system_emulation;
    struct { int smp_vcpus, max_vcpus; } system;
} qemu_info_t;

enum { QEMU_PLUGIN_API = 1, QEMU_CB_NO_REGS = 0, QEMU_MEM_W = 2 };

typedef void (*qemu_tb_fn)(qemu_plugin_id_t id, struct qemu_plugin_tb *block);
typedef void (*qemu_insn_fn)(unsigned cpu, void *data);
typedef void (*qemu_mem_fn)(unsigned cpu, qemu_plugin_meminfo_t info, uint64_t address, void *data);
typedef void (*qemu_exit_fn)(qemu_plugin_id_t id, void *data);

extern QEMU_WEAK void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, qemu_tb_fn fn);
extern QEMU_WEAK void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn, qemu_insn_fn fn, int flags, void *data);
extern QEMU_WEAK void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *insn, qemu_mem_fn fn, int flags, int access, void *data);
extern QEMU_WEAK void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, qemu_exit_fn fn, void *data);
extern QEMU_WEAK size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *block);
extern QEMU_WEAK struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *block, size_t index);
extern QEMU_WEAK const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
extern QEMU_WEAK size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
extern QEMU_WEAK uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
extern QEMU_WEAK unsigned qemu_plugin_mem_size_shift(qemu_plugin_meminfo_t info);
extern QEMU_WEAK bool qemu_plugin_mem_is_store(qemu_plugin_meminfo_t info);
extern QEMU_WEAK struct qemu_plugin_hwaddr *qemu_plugin_get_hwaddr(qemu_plugin_meminfo_t info, uint64_t address);
extern QEMU_WEAK bool qemu_plugin_hwaddr_is_io(const struct qemu_plugin_hwaddr *address);
extern QEMU_WEAK uint64_t qemu_plugin_hwaddr_phys_addr(const struct qemu_plugin_hwaddr *address);

// Not part of the interface, which in version 1 gives neither registers nor stored values: QEMU's own functions, which
// Debian's program exports. They are why the tracer wants the version that it was proven with.
extern QEMU_WEAK void *qemu_get_cpu(int index);
extern QEMU_WEAK uint64_t cpu_get_phys_page_debug(void *cpu, uint64_t address);
extern QEMU_WEAK int cpu_memory_rw_debug(void *cpu, uint64_t address, void *buffer, size_t length, bool is_write);
extern QEMU_WEAK int x86_cpu_gdb_read_register(void *cpu, void *byte_array, int number);

// GLib is in QEMU already.
typedef struct { uint8_t *data; unsigned len; } GByteArray;
extern QEMU_WEAK GByteArray *g_byte_array_new(void);
extern QEMU_WEAK GByteArray *g_byte_array_set_size(GByteArray *array, unsigned length);

#endif
