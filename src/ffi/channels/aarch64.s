// Channels of this side, on AArch64 Linux. scripts/assemble.js makes aarch64.ts of this text.
//
// machine/aarch64.s and places.s stand in front of it, and aarch64-ends.s behind it. What x86-64.s says of each part holds here
// too.

// The frame of operate, from x29: x29, x30, x19 to x24, a timespec, the result, the registers of the call.
.set frame_size, 240
.set timespec, 64
.set result, 80
.set saved, 96

// Adds to a word of the channel, whose lock is held.
.macro add_to_word place, amount
  ldr w9, [x20, #\place]
  add w9, w9, #\amount
  str w9, [x20, #\place]
.endm

// A thunk jumps here with the operation in x16; all else is as the caller left it.
//
// x19: operation, x20: channel, x21: where the result goes, x22: deadline in nanoseconds, x24: what sleep is given.
operate:
  enter_with_arguments
  mov x19, x16
  ldrsw x9, [x19, #self_at]
  ldr x20, [x29, x9]
  add x21, x29, #result
  ldrsw x9, [x19, #result_at]
  cbz x9, result_placed
  ldr x21, [x29, x9]
result_placed:
  ldr w9, [x19, #patience]
  cmp w9, #some_time
  b.ne begin
  bl now
  mov x22, #0x7fffffffffffffff
  ldrsw x9, [x19, #seconds_at]
  ldr x9, [x29, x9]
  movz x10, #(longest & 0xffff)
  movk x10, #(longest >> 16), lsl #16
  cmp x9, x10
  b.hi begin
  bl billion
  mul x9, x9, x11
  ldrsw x10, [x19, #nanoseconds_at]
  ldr w10, [x29, x10]
  add x9, x9, x10
  add x22, x0, x9
begin:
  bl acquire

// The lock is held.
again:
  ldr w9, [x19, #action]
  cmp w9, #receiving
  b.eq receive
  ldr w9, [x20, #receivers]
  cbz w9, hang_up
  ldr x9, [x20, #length]
  ldr x10, [x20, #limit]
  cbnz x10, compare
  ldr w10, [x20, #waiting_receivers]
compare:
  cmp x9, x10
  b.hs wait
  ldr x10, [x20, #slots]
  cmp x9, x10
  b.hs grow
put:
  ldr x9, [x20, #head]
  ldr x10, [x20, #length]
  ldr x11, [x20, #slots]
  add x9, x9, x10
  cmp x9, x11
  b.lo in_ring
  sub x9, x9, x11
in_ring:
  ldr x10, [x20, #value_size]
  ldr x11, [x20, #ring]
  madd x0, x9, x10, x11
  bl gather
  ldr x9, [x20, #length]
  add x9, x9, #1
  str x9, [x20, #length]
  add_to_word sent, 1
  ldr w23, [x20, #waiting_receivers]
  bl release
  add x0, x20, #sent
  b succeed

receive:
  ldr x9, [x20, #length]
  cbz x9, empty
  ldr x9, [x20, #head]
  ldr x11, [x20, #value_size]
  ldr x10, [x20, #ring]
  madd x12, x9, x11, x10
  ldr w10, [x19, #value_at]
  add x10, x21, x10
  add x13, x9, #1
  mov x9, x12
  bl copy_bytes
  ldr x9, [x20, #slots]
  cmp x13, x9
  csel x13, x13, xzr, lo
  str x13, [x20, #head]
  ldr x9, [x20, #length]
  sub x9, x9, #1
  str x9, [x20, #length]
  add_to_word taken, 1
  ldr w23, [x20, #waiting_senders]
  bl release
  add x0, x20, #taken

// x0: what others wait on, w23: how many do. Any of them can go on.
succeed:
  cbz w23, say_ok
  mov w2, #1
  bl wake
say_ok:
  strb wzr, [x21]
  b depart

empty:
  ldr w9, [x20, #senders]
  cbz w9, hang_up

// Nothing can be done at the moment.
wait:
  mov x24, #0
  ldr w9, [x19, #patience]
  cbz w9, no_longer
  cmp w9, #some_time
  b.eq until_deadline
  // For ever, unless all who could end it are on this side of the thread that would wait.
  mrs x9, tpidr_el0
  ldr x10, [x20, #thread]
  cmp x9, x10
  b.ne sleep
  ldr w11, [x19, #action]
  ldr w9, [x20, #senders]
  ldr w10, [x20, #own_senders]
  cmp w11, #receiving
  b.eq compare_own
  ldr w9, [x20, #receivers]
  ldr w10, [x20, #own_receivers]
compare_own:
  cmp w9, w10
  b.ne sleep
  mov w9, #1
  str w9, [x20, #stuck]
  b hang_up

until_deadline:
  bl now
  subs x9, x22, x0
  b.le no_longer
  bl billion
  udiv x12, x9, x11
  msub x9, x12, x11, x9
  stp x12, x9, [x29, #timespec]
  add x24, x29, #timespec
  b sleep

// A sender that waits in a channel of no capacity hands over its value to whoever asks for it.
no_longer:
  ldr w9, [x19, #action]
  cmp w9, #receiving
  b.ne refuse
  ldr x9, [x20, #limit]
  cbnz x9, refuse
  ldr w9, [x20, #waiting_senders]
  cbz w9, refuse
  movz x9, #(moment & 0xffff)
  movk x9, #(moment >> 16), lsl #16
  stp xzr, x9, [x29, #timespec]
  add x24, x29, #timespec

// x24: how long, or null for ever.
sleep:
  ldr w9, [x19, #action]
  cmp w9, #receiving
  b.eq sleep_receiving
  add_to_word waiting_senders, 1
  ldr w23, [x20, #taken]
  bl release
  add x0, x20, #taken
  bl sleep_on
  bl acquire
  add_to_word waiting_senders, -1
  b again
sleep_receiving:
  add_to_word waiting_receivers, 1
  ldr w23, [x20, #sent]
  ldr x9, [x20, #limit]
  cbnz x9, sleep_for_value
  ldr w9, [x20, #waiting_senders]
  cbz w9, sleep_for_value
  add_to_word taken, 1
  add x0, x20, #taken
  mov w2, #1
  bl wake
sleep_for_value:
  bl release
  add x0, x20, #sent
  bl sleep_on
  bl acquire
  add_to_word waiting_receivers, -1
  b again

hang_up:
  mov w23, #disconnected
  b fail
refuse:
  mov w23, #not_yet

// w23: reason. What was not sent goes back.
fail:
  bl release
  mov w9, #1
  strb w9, [x21]
  ldr w9, [x19, #reason_at]
  cbz w9, reason_told
  strb w23, [x21, x9]
reason_told:
  ldr w9, [x19, #action]
  cmp w9, #receiving
  b.eq depart
  ldr w9, [x19, #value_at]
  add x0, x21, x9
  bl gather

depart:
  ldr w9, [x19, #result_at]
  cbnz w9, leave_frame
  ldp x0, x1, [x21]
leave_frame:
  leave_with_arguments

// Makes room for twice as many values, in the order in which they wait. Where there is no memory, nothing is sent.
grow:
  ldr x9, [x20, #slots]
  lsl x23, x9, #1
  ldr x10, [x20, #value_size]
  umulh x11, x23, x10
  cbnz x11, refuse
  mul x1, x23, x10
  mov x0, #0
  mov x2, #PROT_READ_WRITE
  mov x3, #MAP_PRIVATE_ANONYMOUS
  mov x4, #-1
  mov x5, #0
  mov x8, #SYS_mmap
  svc #0
  cmn x0, #4096
  b.hs refuse
  mov x15, x0
  ldr x12, [x20, #head]
  ldr x13, [x20, #value_size]
  ldr x14, [x20, #ring]
  madd x9, x12, x13, x14
  mov x10, x15
  ldr x11, [x20, #slots]
  sub x11, x11, x12
  mul x11, x11, x13
  bl copy_bytes
  mov x9, x14
  mul x11, x12, x13
  bl copy_bytes
  mov x0, x14
  ldr x1, [x20, #slots]
  mul x1, x1, x13
  mov x8, #SYS_munmap
  svc #0
  str x15, [x20, #ring]
  str x23, [x20, #slots]
  str xzr, [x20, #head]
  b put

// Copies the value that was passed to where x0 points.
gather:
  mov x15, x30
  add x12, x19, #pieces
  ldr w13, [x19, #piece_count]
  ldr w14, [x19, #by_reference]
next_piece:
  cbz w13, gathered
  ldrsw x9, [x12]
  add x9, x29, x9
  cbz w14, copy_piece
  ldr x9, [x9]
copy_piece:
  ldr w10, [x12, #piece_to]
  add x10, x0, x10
  ldr w11, [x12, #piece_size]
  bl copy_bytes
  add x12, x12, #piece_bytes
  sub w13, w13, #1
  b next_piece
gathered:
  ret x15

// x9: from, x10: to, x11: how many bytes. Leaves x10 behind the last one; uses x16 beside.
copy_bytes:
  cmp x11, #8
  b.lo copy_rest
  ldr x16, [x9], #8
  str x16, [x10], #8
  sub x11, x11, #8
  b copy_bytes
copy_rest:
  cbz x11, copied
  ldrb w16, [x9], #1
  strb w16, [x10], #1
  sub x11, x11, #1
  b copy_rest
copied:
  ret

// x11: nanoseconds of a second.
billion:
  movz x11, #0xca00
  movk x11, #0x3b9a, lsl #16
  ret

// x0: nanoseconds. For operate.
now:
  mov x15, x30
  mov x0, #CLOCK_MONOTONIC
  add x1, x29, #timespec
  mov x8, #SYS_clock_gettime
  svc #0
  ldp x9, x10, [x29, #timespec]
  bl billion
  madd x0, x9, x11, x10
  ret x15
