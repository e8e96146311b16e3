/* A module of the interface that should not have been changed. */
#include "broken.h"

static RDuration customer_for(uint32_t id) {
  RDuration years = {(uint64_t)id * 31557600u, 0};
  return years;
}

static uint32_t number(uint32_t id) { return id; }

static RDuration visit_length(uint16_t id) {
  RDuration minutes = {60u * (10u + id), 0};
  return minutes;
}

static Stats stats(uint32_t id) {
  Stats all = {id * 3.5, id};
  return all;
}

static const PersonMod broken = {
    PERSONMOD_HEADER,
    .lib_name = RSTR("broken bikes"),
    .customer_for = customer_for,
    .visits = number,
    .bike_count = number,
    .rating = number,
    .visit_length = visit_length,
    .stats = stats,
};

PERSONMOD_EXPORT(broken)
