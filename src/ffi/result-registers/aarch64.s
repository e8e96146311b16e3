// Calls of functions that give their result in two registers, on AArch64. scripts/assemble.js makes aarch64.ts of this text.
//
// places.s stands in front of it. A thunk is called in the place of a function all of whose arguments lie in registers: it
// calls the function, and puts both registers where JavaScript reads them.

.text

// x0, then x1
.balign 64
general_general:
  stp x29, x30, [sp, #-16]!
  mov x29, sp
  adr x16, general_general + slots
  ldr x16, [x16]
  blr x16
  adr x16, general_general + result
  stp x0, x1, [x16]
  ldp x29, x30, [sp], #16
  ret

// x0, then d0
.balign 64
general_vector:
  stp x29, x30, [sp, #-16]!
  mov x29, sp
  adr x16, general_vector + slots
  ldr x16, [x16]
  blr x16
  adr x16, general_vector + result
  str x0, [x16]
  str d0, [x16, #8]
  ldp x29, x30, [sp], #16
  ret

// d0, then x0
.balign 64
vector_general:
  stp x29, x30, [sp, #-16]!
  mov x29, sp
  adr x16, vector_general + slots
  ldr x16, [x16]
  blr x16
  adr x16, vector_general + result
  str d0, [x16]
  str x0, [x16, #8]
  ldp x29, x30, [sp], #16
  ret

// d0, then d1
.balign 64
vector_vector:
  stp x29, x30, [sp, #-16]!
  mov x29, sp
  adr x16, vector_vector + slots
  ldr x16, [x16]
  blr x16
  adr x16, vector_vector + result
  stp d0, d1, [x16]
  ldp x29, x30, [sp], #16
  ret
.balign 64
end:
