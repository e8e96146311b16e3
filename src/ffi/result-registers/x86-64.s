// Calls of functions that give their result in two registers, on x86-64. scripts/assemble.js makes x86-64.ts of this text.
//
// places.s stands in front of it. A thunk is called in the place of a function all of whose arguments lie in registers: it
// calls the function, and puts both registers where JavaScript reads them.

.intel_syntax noprefix
.text

// rax, then rdx
.balign 64
general_general:
  sub rsp, 8
  call [rip + general_general + target]
  add rsp, 8
  mov [rip + general_general + result], rax
  mov [rip + general_general + result + 8], rdx
  ret

// rax, then xmm0
.balign 64
general_vector:
  sub rsp, 8
  call [rip + general_vector + target]
  add rsp, 8
  mov [rip + general_vector + result], rax
  movq [rip + general_vector + result + 8], xmm0
  ret

// xmm0, then rax
.balign 64
vector_general:
  sub rsp, 8
  call [rip + vector_general + target]
  add rsp, 8
  movq [rip + vector_general + result], xmm0
  mov [rip + vector_general + result + 8], rax
  ret

// xmm0, then xmm1
.balign 64
vector_vector:
  sub rsp, 8
  call [rip + vector_vector + target]
  add rsp, 8
  movq [rip + vector_vector + result], xmm0
  movq [rip + vector_vector + result + 8], xmm1
  ret
.balign 64
end:
