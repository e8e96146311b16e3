// What the machine code for AArch64 has in common. scripts/assemble.js puts it in front of each text, behind linux.s.
//
// System calls are made without the C library, so that errno stays as it is. What x86-64.s says of each part holds here too.

.text

// System calls.
.set SYS_write, 64
.set SYS_futex, 98
.set SYS_nanosleep, 101
.set SYS_clock_gettime, 113
.set SYS_munmap, 215
.set SYS_mmap, 222

// The arguments lie from sp + saved on, x8 between the general registers and the vectors, in a frame of frame_size bytes.
.macro enter_with_arguments
  stp x29, x30, [sp, #-frame_size]!
  mov x29, sp
  stp x19, x20, [sp, #16]
  stp x21, x22, [sp, #32]
  stp x23, x24, [sp, #48]
  stp x0, x1, [sp, #saved]
  stp x2, x3, [sp, #saved + 16]
  stp x4, x5, [sp, #saved + 32]
  stp x6, x7, [sp, #saved + 48]
  str x8, [sp, #saved + 64]
  stp d0, d1, [sp, #saved + 72]
  stp d2, d3, [sp, #saved + 88]
  stp d4, d5, [sp, #saved + 104]
  stp d6, d7, [sp, #saved + 120]
.endm

.macro leave_with_arguments
  ldp x19, x20, [sp, #16]
  ldp x21, x22, [sp, #32]
  ldp x23, x24, [sp, #48]
  ldp x29, x30, [sp], #frame_size
  ret
.endm

// Adds to a number that other threads change too. The register for the value holds the sum in the end.
.macro add_atomically place, value, status, amount
.Lagain\@:
  ldaxr \value, [\place]
  add \value, \value, #\amount
  stlxr \status, \value, [\place]
  cbnz \status, .Lagain\@
.endm

// Changes x0 to x2, x8 to x12, and x14.
.macro ring_bell bell
  add x9, \bell, #ringing
  add_atomically x9, w10, w11, 1
  dmb ish
  add x10, \bell, #closed
  ldar w10, [x10]
  cbnz w10, .Lrang\@
  add x10, \bell, #rung
  mov w11, #1
.Lswap\@:
  ldaxr w12, [x10]
  stlxr w14, w11, [x10]
  cbnz w14, .Lswap\@
  cbnz w12, .Lrang\@
  ldr w0, [\bell, #doorbell]
  mov x1, \bell
  mov x2, #1
  mov x8, #SYS_write
  svc #0
.Lrang\@:
  add_atomically x9, w10, w11, -1
.endm

