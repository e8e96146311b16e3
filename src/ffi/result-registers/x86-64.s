// Calls of functions that give their result in two registers, on x86-64. scripts/assemble.js makes x86-64.ts of this text.
//
// machine/x86-64.s and places.s stand in front of it. A thunk is called in the place of a function all of whose arguments lie in
// registers: it calls the function, and puts both registers where JavaScript reads them.

// Calls the function.
.macro begin thunk
.balign 64
\thunk:
  sub rsp, 8
  call [rip + \thunk + target]
  add rsp, 8
.endm

begin general_general
  mov [rip + general_general + result], rax
  mov [rip + general_general + result + 8], rdx
  ret

begin general_vector
  mov [rip + general_vector + result], rax
  movq [rip + general_vector + result + 8], xmm0
  ret

begin vector_general
  movq [rip + vector_general + result], xmm0
  mov [rip + vector_general + result + 8], rax
  ret

begin vector_vector
  movq [rip + vector_vector + result], xmm0
  movq [rip + vector_vector + result + 8], xmm1
  ret
.balign 64
end:
