// Calls from foreign threads, on AArch64 Linux. scripts/assemble.js makes aarch64.ts of this text.
//
// machine/aarch64.s and places.s stand in front of it. What x86-64.s says of each part holds here too.

// The frame of arrive, from sp: x29, x30, x19 to x24, a timespec, the registers of the call, whether a notice was given.
.set frame_size, 224
.set timespec, 64
.set saved, 80
.set saved_x8, 144
.set noticed, 216

// A thunk jumps here with the entry in x16; all else is as the caller left it.
//
// x19: entry, x20: block, x21: slot, x22: deadline in nanoseconds, w23: the ticket that was seen last.
arrive:
  enter_with_arguments
  str wzr, [sp, #noticed]
  mov x19, x16
  ldr x20, [x19, #block]
  add x9, x20, #closed
  ldar w9, [x9]
  cbnz w9, give_zero
  bl now
  bl add_timeout
  mov w23, #too_early
  mrs x9, tpidr_el0
  ldr x10, [x19, #thread]
  cmp x9, x10
  b.eq claim
  mov w23, #0
  ldr w9, [x19, #options]
  tbz w9, #javascript_only_bit, claim
  ldr w9, [x20, #checks]
  cbz w9, claim
  mov w23, #against_rule

claim:
  ldr x21, [x20, #slots]
  ldr w9, [x20, #slot_count]
next_slot:
  ldaxr w10, [x21]
  cbnz w10, skip_slot
  mov w11, #claimed
  stxr w12, w11, [x21]
  cbz w12, fill
  b next_slot
skip_slot:
  clrex
  add x21, x21, #slot_size
  subs w9, w9, #1
  b.ne next_slot
  cbnz w23, lose
  bl now
  cmp x0, x22
  b.ge lose
  mov w9, #16960
  movk w9, #15, lsl #16
  stp xzr, x9, [sp, #timespec]
  add x0, sp, #timespec
  mov x1, #0
  mov x8, #SYS_nanosleep
  svc #0
  b claim

// More calls than slots: they are only counted.
lose:
  add x9, x20, #lost
  add_atomically x9, w10, w11, 1
  ldr w13, [x20, #depth]
  b call_attention

fill:
  str w23, [x21, #reason]
  str x19, [x21, #entry]
  add x9, x20, #sequence
order_again:
  ldaxr w10, [x9]
  add w11, w10, #1
  stlxr w12, w11, [x9]
  cbnz w12, order_again
  str w10, [x21, #order]
  ldr w13, [x20, #depth]
  str w13, [x21, #depth_then]
  cbz w23, submit
  mov w9, #refused
  stlr w9, [x21]
  dmb ish
  b call_attention

submit:
  add x9, sp, #saved
  add x10, x21, #registers
  mov w11, #17
copy_register:
  ldr x12, [x9], #8
  str x12, [x10], #8
  subs w11, w11, #1
  b.ne copy_register
  add x9, sp, #frame_size
  ldr x10, [x21, #area]
  ldr w11, [x19, #stack_bytes]
  bl copy_words
  mov w9, #pending
  stlr w9, [x21]
  dmb ish
  bl ring
  ldr w23, [x20, #ticket]
  sub w23, w23, #1

// w13: depth, w14: state.
await_result:
  ldr w13, [x20, #depth]
  ldar w14, [x21]
  cmp w14, #done
  b.eq finish
  mov w15, #gone
  add x9, x20, #closed
  ldar w9, [x9]
  cbnz w9, give_up
  bl now
  subs x9, x22, x0
  b.le expired
  cmp w14, #pending
  b.ne sleep
  ldr w10, [x19, #options]
  tbz w10, #refuses_when_busy_bit, sleep
  mov w15, #busy
  cbnz w13, give_up
  mov w10, #38528
  movk w10, #152, lsl #16
  cmp x9, x10
  csel x9, x10, x9, gt
sleep:
  mov w10, #51712
  movk w10, #15258, lsl #16
  udiv x11, x9, x10
  msub x12, x11, x10, x9
  stp x11, x12, [sp, #timespec]
  mov x0, x21
  mov x1, #FUTEX_WAIT_PRIVATE
  mov w2, w14
  add x3, sp, #timespec
  mov x8, #SYS_futex
  svc #0
  b await_result

expired:
  mov w15, #late
  cmp w14, #pending
  b.eq give_up
  ldr w9, [x20, #ticket]
  ldr w10, [x19, #options]
  tbnz w10, #waits_for_end_bit, notify
  cbz w13, renew
  mov w15, #stuck
  cmp w9, w23
  b.eq give_up
renew:
  mov w23, w9
  bl add_timeout
  b await_result

// w9: the ticket.
notify:
  cmp w9, w23
  b.ne renew
  ldr w10, [sp, #noticed]
  cbnz w10, renew
  mov w10, #1
  str w10, [sp, #noticed]
  mov x0, #STDERR_FILENO
  ldr x1, [x19, #notice]
  ldr w2, [x19, #notice_bytes]
  mov x8, #SYS_write
  svc #0
  bl now
  mov w9, w23
  b renew

// w15: reason. Once the state has changed, the slot belongs to its JavaScript thread.
give_up:
  str w15, [x21, #reason]
  str w13, [x21, #depth_then]
  add w11, w14, #3
give_up_again:
  ldaxr w9, [x21]
  cmp w9, w14
  b.ne still_awaited
  stlxr w12, w11, [x21]
  cbnz w12, give_up_again
call_attention:
  cbz w13, announce
  mov w9, #1
  add x10, x20, #attention
  stlr w9, [x10]
  dmb ish
announce:
  bl ring
give_zero:
  mov x0, #0
  mov x1, #0
  fmov d0, xzr
  fmov d1, xzr
  fmov d2, xzr
  fmov d3, xzr
  ldr w11, [x19, #result_bytes]
  ldr x9, [sp, #saved_x8]
zero_byte:
  cbz w11, depart
  strb wzr, [x9], #1
  sub w11, w11, #1
  b zero_byte
still_awaited:
  clrex
  b await_result

finish:
  ldr w11, [x19, #result_bytes]
  cbnz w11, copy_result
  ldp x0, x1, [x21, #results]
  ldp d0, d1, [x21, #results + 16]
  ldp d2, d3, [x21, #results + 32]
  stlr wzr, [x21]
  b depart
copy_result:
  ldr w9, [x19, #stack_bytes]
  ldr x10, [x21, #area]
  add x9, x10, x9
  ldr x10, [sp, #saved_x8]
copy_byte:
  ldrb w12, [x9], #1
  strb w12, [x10], #1
  subs w11, w11, #1
  b.ne copy_byte
  stlr wzr, [x21]
depart:
  leave_with_arguments

// x0: nanoseconds. Keeps x9 to x15.
now:
  mov x0, #CLOCK_MONOTONIC
  add x1, sp, #timespec
  mov x8, #SYS_clock_gettime
  svc #0
  ldp x0, x1, [sp, #timespec]
  mov w2, #51712
  movk w2, #15258, lsl #16
  madd x0, x0, x2, x1
  ret

// x22: x0 and the timeout of the entry.
add_timeout:
  ldr w1, [x19, #timeout]
  mov w2, #16960
  movk w2, #15, lsl #16
  madd x22, x1, x2, x0
  ret

// Copies w11 bytes, a multiple of 8, from x9 to x10.
copy_words:
  cbz w11, copied
  ldr x12, [x9], #8
  str x12, [x10], #8
  sub w11, w11, #8
  b copy_words
copied:
  ret

ring:
  ring_bell x20
  ret

// int replay(slot): makes the call of a slot on this thread. 0 where the caller gave it up before.
replay:
  stp x29, x30, [sp, #-32]!
  mov x29, sp
  stp x19, x20, [sp, #16]
  mov x19, x0
  mov w0, #0
start_again:
  ldaxr w9, [x19]
  cmp w9, #pending
  b.ne not_pending
  mov w10, #running
  stlxr w11, w10, [x19]
  cbnz w11, start_again
  ldr x20, [x19, #entry]
  ldr w11, [x20, #stack_bytes]
  sub sp, sp, x11
  mov x10, sp
  ldr x9, [x19, #area]
  bl copy_words
  ldp d0, d1, [x19, #registers + 72]
  ldp d2, d3, [x19, #registers + 88]
  ldp d4, d5, [x19, #registers + 104]
  ldp d6, d7, [x19, #registers + 120]
  ldr x8, [x19, #registers + 64]
  ldr w9, [x20, #result_bytes]
  cbz w9, pass
  // The caller copies the result: a caller that has gone on must not be written to.
  ldr w9, [x20, #stack_bytes]
  ldr x8, [x19, #area]
  add x8, x8, x9
pass:
  ldp x0, x1, [x19, #registers]
  ldp x2, x3, [x19, #registers + 16]
  ldp x4, x5, [x19, #registers + 32]
  ldp x6, x7, [x19, #registers + 48]
  mov x16, x20
  ldr x17, [x20, #direct]
  blr x17
  stp x0, x1, [x19, #results]
  stp d0, d1, [x19, #results + 16]
  stp d2, d3, [x19, #results + 32]
  ldr x9, [x20, #block]
  add x9, x9, #closed
  ldar w9, [x9]
  cbnz w9, wake
end_again:
  ldaxr w9, [x19]
  cmp w9, #running
  mov w10, #done
  mov w11, #refused
  // Given up meanwhile: nobody waits, and the slot is a notice from now on.
  csel w10, w10, w11, eq
  stlxr w12, w10, [x19]
  cbnz w12, end_again
wake:
  mov x0, x19
  bl rouse
  mov w0, #1
  b replayed
not_pending:
  clrex
replayed:
  mov sp, x29
  ldp x19, x20, [sp, #16]
  ldp x29, x30, [sp], #32
  ret

// void rouse(slot): lets whoever waits for a slot look at its state again.
rouse:
  mov x1, #FUTEX_WAKE_PRIVATE
  mov x2, #1
  mov x8, #SYS_futex
  svc #0
  ret

// uintptr_t identify(void): what tells this thread from all others.
identify:
  mrs x0, tpidr_el0
  ret

// x16: entry.
nested:
  ldr x17, [x16, #block]
  ldr w17, [x17, #depth]
  ldr w9, [x16, #made_at]
  cmp w17, w9
  b.le arrive
  ldr x17, [x16, #inner]
  br x17

// The entry point that native code is given. Its first instruction is completed with the place of the entry.
thunk:
  adr x16, thunk
  mrs x17, tpidr_el0
  ldr x9, [x16, #thread]
  cmp x17, x9
  b.ne foreign
  ldr x17, [x16, #direct]
  br x17
foreign:
  ldr x17, [x16, #arrival]
  br x17
thunk_end:
