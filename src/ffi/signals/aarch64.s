// Signals, on AArch64 Linux. scripts/assemble.js makes aarch64.ts of this text.
//
// places.s stands in front of it. What x86-64.s says of each part holds here too. The message is a copy that x0 leads to.

.text

.set SYS_write, 64

signal:
  adr x16, .
  ldrb w9, [x0, #kind]
  mov w10, #raised
  cmp w9, #kind_call
  b.eq note
  mov w10, #released
  cmp w9, #kind_drop
  b.eq note
  ldr x17, [x16, #forward]
  br x17

note:
  ldr x11, [x0, #first_word]
  ldr x12, [x16, #cells]
  sub x12, x11, x12
  ldr w13, [x16, #cell_bytes]
  cmp x12, x13
  b.hs noted
  tst x12, #7
  b.ne noted
  ldr w13, [x0, #second_word]
  ldr w14, [x11, #generation]
  cmp w13, w14
  b.ne noted
set_flag:
  ldaxr w12, [x11]
  orr w12, w12, w10
  stlxr w13, w12, [x11]
  cbnz w13, set_flag

  add x9, x16, #ringing
count_in:
  ldaxr w10, [x9]
  add w10, w10, #1
  stlxr w11, w10, [x9]
  cbnz w11, count_in
  dmb ish
  add x10, x16, #closed
  ldar w10, [x10]
  cbnz w10, rang
  add x10, x16, #rung
  mov w11, #1
swap_rung:
  ldaxr w12, [x10]
  stlxr w14, w11, [x10]
  cbnz w14, swap_rung
  cbnz w12, rang
  ldr w0, [x16, #doorbell]
  mov x1, x16
  mov x2, #1
  mov x8, #SYS_write
  svc #0
rang:
  ldaxr w10, [x9]
  sub w10, w10, #1
  stlxr w11, w10, [x9]
  cbnz w11, rang
noted:
  ret
end:
