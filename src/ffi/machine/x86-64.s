// What the machine code for x86-64 has in common. scripts/assemble.js puts it in front of each text, behind linux.s.
//
// System calls are made without the C library, so that errno stays as it is.

.intel_syntax noprefix
.text

// System calls.
.set SYS_write, 1
.set SYS_mmap, 9
.set SYS_munmap, 11
.set SYS_nanosleep, 35
.set SYS_futex, 202
.set SYS_clock_gettime, 228

// The start of a function that is called in the place of any other one. It keeps the registers that arguments travel in from
// rbp + saved on, the general ones first.
.macro enter_with_arguments
  push rbp
  mov rbp, rsp
  push rbx
  push r12
  push r13
  push r14
  push r15
  sub rsp, 152
  mov [rbp + saved], rdi
  mov [rbp + saved + 8], rsi
  mov [rbp + saved + 16], rdx
  mov [rbp + saved + 24], rcx
  mov [rbp + saved + 32], r8
  mov [rbp + saved + 40], r9
  movsd [rbp + saved + 48], xmm0
  movsd [rbp + saved + 56], xmm1
  movsd [rbp + saved + 64], xmm2
  movsd [rbp + saved + 72], xmm3
  movsd [rbp + saved + 80], xmm4
  movsd [rbp + saved + 88], xmm5
  movsd [rbp + saved + 96], xmm6
  movsd [rbp + saved + 104], xmm7
.endm

// The end of such a function.
.macro leave_with_arguments
  lea rsp, [rbp - 40]
  pop r15
  pop r14
  pop r13
  pop r12
  pop rbx
  pop rbp
  ret
.endm

// rax: the time in nanoseconds, by way of rbp + timespec.
.macro read_clock
  mov edi, CLOCK_MONOTONIC
  lea rsi, [rbp + timespec]
  mov eax, SYS_clock_gettime
  syscall
  imul rax, [rbp + timespec], 1000000000
  add rax, [rbp + timespec + 8]
.endm

// Wakes the event loop of a thread, unless somebody did already. The count tells the thread when it may close the doorbell.
// Where the bell lies in a register that a system call loses, a spare one keeps it.
.macro ring_bell bell, spare
  lock inc dword ptr [\bell + ringing]
  cmp dword ptr [\bell + closed], 0
  jne .Lrang\@
  mov eax, 1
  xchg [\bell + rung], eax
  test eax, eax
  jnz .Lrang\@
  mov edi, [\bell + doorbell]
  mov rsi, \bell
  mov edx, 1
.ifnb \spare
  mov \spare, \bell
.endif
  mov eax, SYS_write
  syscall
.ifnb \spare
  mov \bell, \spare
.endif
.Lrang\@:
  lock dec dword ptr [\bell + ringing]
.endm

