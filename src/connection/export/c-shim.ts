import { checkTrait } from '../trait/is-trait.js'
import type { AnyTrait } from '../trait/trait.js'

/**
 * What the symbol begins with that sets the entry; the name of the trait follows. A library that exports it passes messages on
 * to an entry of this toolkit.
 *
 * @internal
 */
export const shimSetter = 'abiding_shim_set_'

/**
 * Writes C for a library through which hosts find a trait that is implemented in TypeScript, in the same process. Hosts of the
 * crate `savefile-abi` load libraries and look for the symbol of an entry, which no program in JavaScript can export. The
 * library exports it, and passes every message on.
 *
 * The library also exports `abiding_shim_set_` with the name of the trait: it takes the address of the entry that
 * {@link exportTrait} gave, and gives the one that was set before; null takes it away. While none is set, a host is told that
 * nobody implements the trait.
 *
 * @param trait - The trait.
 * @returns The text of a file of C11, without any other file: `cc -shared -fPIC -o libadder.so adder-shim.c`. Those of several
 * traits may stand in one file.
 * @throws `ValueError` `ABI-V001` for what is no trait.
 *
 * @see Rules of the specification.
 *
 * @example
 * ```ts
 * import { u32 } from 'abiding'
 * import { method, trait, traitShim } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const Adder = trait('Adder', { version: 0, methods: { add: method({ left: u32, right: u32 }, u32) } })
 * assert.match(traitShim(Adder), /void abi_entry_Adder\(abiding_message message\)/)
 * ```
 */
export function traitShim(trait: AnyTrait): string {
  checkTrait(trait, 'traitShim', 'X-80')
  const { name, version } = trait
  return `${common}
/* The trait ${name} in version ${version}. */
static _Atomic(abiding_entry) abiding_target_${name};

ABIDING_SHIM_EXPORT abiding_entry ${shimSetter}${name}(abiding_entry entry) {
  return atomic_exchange(&abiding_target_${name}, entry);
}

ABIDING_SHIM_EXPORT void abi_entry_${name}(abiding_message message) {
  abiding_entry target = atomic_load(&abiding_target_${name});
  if (target != NULL) target(message);
  else abiding_refuse(&message, UINT32_C(${version}), "no program implements ${name} at the moment");
}
`
}

const common = `/* Passes messages for a trait on to the program that implements it. Written by abiding. */
#ifndef ABIDING_SHIM
#define ABIDING_SHIM
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef _WIN32
#define ABIDING_SHIM_EXPORT __declspec(dllexport)
#else
#define ABIDING_SHIM_EXPORT __attribute__((visibility("default")))
#endif

/* A message: its first byte says which one it is. It is passed by value. */
typedef struct abiding_message {
  uint64_t words[9];
} abiding_message;
_Static_assert(sizeof(abiding_message) == 72, "a message has 72 bytes");
_Static_assert(sizeof(void *) == 8, "messages hold pointers of 8 bytes");

typedef void (*abiding_entry)(abiding_message message);

/* Some text, or what came of a call. */
typedef struct abiding_text {
  const char *data;
  size_t length;
} abiding_text;
typedef struct abiding_outcome {
  uint8_t kind;
  abiding_text text;
} abiding_outcome;
typedef void (*abiding_receiver)(const abiding_outcome *outcome, void *token);
typedef void (*abiding_error_receiver)(void *token, const abiding_text *text);

/* Answers while no entry is set. Who asks for the definition hears nothing, which hosts take for an error. */
static inline void abiding_refuse(const abiding_message *message, uint32_t version, const char *reason) {
  const uint64_t *words = message->words;
  switch (*(const uint8_t *)words) {
  case 0: {
    abiding_outcome outcome = { 2, { reason, strlen(reason) } };
    ((abiding_receiver)(uintptr_t)words[7])(&outcome, (void *)(uintptr_t)words[6]);
    return;
  }
  case 1:
    *(uint16_t *)(uintptr_t)words[1] = 2;
    *(uint32_t *)(uintptr_t)words[2] = version;
    return;
  case 3: {
    abiding_text text = { reason, strlen(reason) };
    ((abiding_error_receiver)(uintptr_t)words[3])((void *)(uintptr_t)words[2], &text);
    return;
  }
  default:
    return;
  }
}
#endif
`
