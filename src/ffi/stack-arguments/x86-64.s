// Calls of functions some of whose arguments lie on the stack, on x86-64. scripts/assemble.js makes x86-64.ts of this text.
//
// machine/x86-64.s and places.s stand in front of it. The thunk is called in the place of a function with the arguments that lie
// in registers, and copies the others to the stack from where JavaScript put them.

// The registers of arguments are left alone, as are rax, the number of vector registers, and those of a result.
.balign 64
thunk:
  push rbp
  mov rbp, rsp
  mov r11, [rip + thunk + count]
  lea r10, [rip + thunk + words]
next:
  push qword ptr [r10 + 8 * r11 - 8]
  dec r11
  jnz next
  call [rip + thunk + target]
  leave
  ret
thunk_end:
