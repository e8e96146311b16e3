// Calls of functions that give their result in two registers, on AArch64. scripts/assemble.js makes aarch64.ts of this text.
//
// machine/aarch64.s and places.s stand in front of it. A thunk is called in the place of a function all of whose arguments lie
// in registers: it calls the function, and puts both registers where JavaScript reads them.

// Calls the function. x16: where the registers are put.
.macro begin thunk
.balign 64
\thunk:
  stp x29, x30, [sp, #-16]!
  mov x29, sp
  adr x16, \thunk + slots
  ldr x16, [x16]
  blr x16
  adr x16, \thunk + result
.endm

.macro finish
  ldp x29, x30, [sp], #16
  ret
.endm

begin general_general
  stp x0, x1, [x16]
  finish

begin general_vector
  str x0, [x16]
  str d0, [x16, #8]
  finish

begin vector_general
  str d0, [x16]
  str x0, [x16, #8]
  finish

begin vector_vector
  stp d0, d1, [x16]
  finish
.balign 64
end:
