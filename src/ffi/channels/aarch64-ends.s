// The ends of channels and their locks, on AArch64 Linux. scripts/assemble.js makes aarch64.ts of this text.
//
// places.s and aarch64.s stand in front of it.

// Takes the lock of x20. Keeps x19 to x24.
acquire:
  mov w10, #attempts
  mov w11, #1
try_lock:
  ldaxr w9, [x20]
  cbnz w9, look_again
  stxr w12, w11, [x20]
  cbz w12, acquired
look_again:
  clrex
  yield
  subs w10, w10, #1
  b.ne try_lock
  mov w11, #2
lock_later:
  ldaxr w9, [x20]
  stxr w12, w11, [x20]
  cbnz w12, lock_later
  cbz w9, acquired
  mov x0, x20
  mov x1, #FUTEX_WAIT_PRIVATE
  mov x2, #2
  mov x3, #0
  mov x8, #SYS_futex
  svc #0
  b lock_later
acquired:
  ret

// Lets the lock of x20 go.
release:
  ldxr w9, [x20]
  stlxr w10, wzr, [x20]
  cbnz w10, release
  cmp w9, #2
  b.ne acquired
  mov x0, x20
  mov w2, #1

// x0: what is waited on, w2: how many are woken.
wake:
  mov x1, #FUTEX_WAKE_PRIVATE
  mov x8, #SYS_futex
  svc #0
  ret

// x0: what is waited on, w23: what it is as long as there is no news, x24: how long.
sleep_on:
  mov x1, #FUTEX_WAIT_PRIVATE
  mov w2, w23
  mov x3, x24
  mov x8, #SYS_futex
  svc #0
  ret

// Destructors: data, call_referent_drop, deallocate.
.macro drop_end side, news
  tst w1, #0xff
  b.ne kept
  stp x29, x30, [sp, #-32]!
  mov x29, sp
  stp x19, x20, [sp, #16]
  mov x20, x0
  bl acquire
  add x10, x20, #\side
  bl count_down
  cbnz w9, let_go
  add_to_word \news, 1
  add x0, x20, #\news
  mov w2, #everybody
  bl wake
.endm

drop_sender:
  drop_end senders, sent
  ldr w9, [x20, #receivers]
  cbnz w9, let_go
  b announce

drop_receiver:
  drop_end receivers, taken
  b announce

// One less at x10, which w9 gets.
count_down:
  add_atomically x10, w9, w11, -1
  ret

// The thread of the channel drops what waits in it, and the channel. As soon as the lock is free, it may.
announce:
  ldr x19, [x20, #bell]
  bl release
  add x9, x19, #ringing
  add_atomically x9, w10, w11, 1
  dmb ish
  ldar w10, [x19]
  cbnz w10, rang
  add x12, x19, #rung
  mov w11, #1
swap_rung:
  ldaxr w10, [x12]
  stlxr w13, w11, [x12]
  cbnz w13, swap_rung
  cbnz w10, rang
  ldr w0, [x19, #doorbell]
  mov x1, x19
  mov x2, #1
  mov x8, #SYS_write
  svc #0
rang:
  add x9, x19, #ringing
  add_atomically x9, w10, w11, -1
  b left
let_go:
  bl release
left:
  ldp x19, x20, [sp, #16]
  ldp x29, x30, [sp], #32
kept:
  ret

// The box of another end of the same side.
clone_sender:
  add x9, x0, #senders
  ldr x1, [x0, #sender_box]
  b count_end

clone_receiver:
  add x9, x0, #receivers
  ldr x1, [x0, #receiver_box]
count_end:
  add_atomically x9, w10, w11, 1
  ret

// How many values wait. In a channel of no capacity none does: what is being handed over belongs to who waits for it.
count:
  ldr x9, [x0, #limit]
  ldr x10, [x0, #length]
  cmp x9, #0
  csel x0, xzr, x10, eq
  ret

is_empty:
  mov x15, x30
  bl count
  cmp x0, #0
  cset w0, eq
  ret x15

is_full:
  mov x15, x30
  bl count
  cmp x0, x9
  cset w0, hs
  ret x15

// An option: 0 and the number, or 1 for none.
capacity:
  ldr x1, [x0, #limit]
  cmn x1, #1
  cset x0, eq
  ret

// uintptr_t identify(void): what tells this thread from all others.
identify:
  mrs x0, tpidr_el0
  ret

// What a table of functions leads to. Its first instruction is completed with the place of the operation.
thunk:
  adr x16, .
  ldr x17, [x16, #operate_at]
  br x17
thunk_end:
