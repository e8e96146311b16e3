// Signals, on AArch64 Linux. scripts/assemble.js makes aarch64.ts of this text.
//
// machine/aarch64.s and places.s stand in front of it. What x86-64.s says of each part holds here too. The message is a copy that x0 leads to.

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
  ring_bell x16
noted:
  ret
end:
