/*
 * A bike rental. The same source is built as a module of each version of the interface:
 *
 *   cc -shared -fPIC -DPERSONMOD_VERSION=1001000 person.c -o person-1.1.so
 */
#include "person.h"

static RDuration customer_for(uint32_t id) {
  RDuration years = {(uint64_t)id * 31557600u, 0};
  return years;
}

#if PERSONMOD_VERSION >= PERSONMOD_VERSION_1_1_0
static uint32_t bike_count(uint32_t id) { return id % 3 + 1; }

static uint32_t visits(uint32_t id) { return id * 12; }
#endif

#if PERSONMOD_VERSION >= PERSONMOD_VERSION_1_2_0
static uint32_t score(uint32_t id) { return 500 + id; }

static RDuration visit_length(uint32_t id) {
  RDuration minutes = {60u * (10 + id), 500000000u};
  return minutes;
}

static Stats stats(uint32_t id) {
  Stats all = {id * 12, id * 12 * 3.5};
  return all;
}
#endif

static const PersonMod person = {
    PERSONMOD_HEADER,
    .lib_name = RSTR("bikes in C, version " PERSONMOD_VERSION_TEXT),
    .customer_for = customer_for,
#if PERSONMOD_VERSION >= PERSONMOD_VERSION_1_1_0
    .bike_count = bike_count,
    .visits = visits,
#endif
#if PERSONMOD_VERSION >= PERSONMOD_VERSION_1_2_0
    .score = score,
    .visit_length = visit_length,
    .stats = stats,
#endif
};

PERSONMOD_EXPORT(person)
