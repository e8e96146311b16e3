// Calls of entries with a message by value, and the receiver of what comes of them, on x86-64. scripts/assemble.js makes
// x86-64.ts of this text.
//
// machine/x86-64.s and places.s stand in front of it. A message lies in a cell; the receiver copies the result to the same
// cell, without JavaScript. It touches no memory that a peer names unless it is known to be there: the outcome lies on the
// stack between the receiver and the call, and the pages of the result were read before. All else is left to the receiver in
// JavaScript.

start:

// send(entry, cell)
.balign 64
send:
  push rbp
  mov rbp, rsp
  sub rsp, 80
  mov [rsi + stack_top], rsp
  movups xmm0, [rsi + message]
  movups xmm1, [rsi + message + 16]
  movups xmm2, [rsi + message + 32]
  movups xmm3, [rsi + message + 48]
  mov rax, [rsi + message + 64]
  movups [rsp], xmm0
  movups [rsp + 16], xmm1
  movups [rsp + 32], xmm2
  movups [rsp + 48], xmm3
  mov [rsp + 64], rax
  call rdi
  leave
  ret

// receive(outcome, token)
.balign 64
receive:
  // A cell that exists, of a call for which nothing came yet
  mov rax, rsi
  sub rax, [rip + start + cells]
  cmp rax, [rip + start + cells_size]
  jae leave_it
  test eax, cell_mask
  jnz leave_it
  cmp qword ptr [rsi + count], 0
  jne leave_it
  // An outcome between here and the call
  mov rdx, [rsi + stack_top]
  cmp rdi, rsp
  jb leave_it
  lea rax, [rdi + 24]
  cmp rax, rdx
  ja leave_it
  lea rax, [rsp + reach]
  cmp rdx, rax
  ja leave_it
  mov rcx, [rdi + 16]
  cmp rcx, room_size
  ja leave_it
  test rcx, rcx
  jz told
  // Bytes in pages that were read before
  mov r8, [rdi + 8]
  mov r9, [rip + start + pages]
  mov rax, r8
  shr rax, 12
  mov edx, eax
  and edx, page_mask
  cmp [r9 + 8 * rdx], rax
  jne leave_it
  lea rax, [r8 + rcx - 1]
  shr rax, 12
  mov edx, eax
  and edx, page_mask
  cmp [r9 + 8 * rdx], rax
  jne leave_it
  mov r10, rdi
  mov r11, rsi
  mov rdx, rcx
  lea rdi, [rsi + room]
  mov rsi, r8
  cmp rcx, 64
  ja many
  // A few bytes, by words and what is left
few:
  cmp rcx, 8
  jb last
  mov rax, [rsi]
  mov [rdi], rax
  add rsi, 8
  add rdi, 8
  sub rcx, 8
  jmp few
last:
  test rcx, rcx
  jz copied
  mov al, [rsi]
  mov [rdi], al
  inc rsi
  inc rdi
  dec rcx
  jmp last
many:
  rep movsb
copied:
  mov rdi, r10
  mov rsi, r11
  mov rcx, rdx
told:
  movzx eax, byte ptr [rdi]
  mov [rsi + kind], rax
  mov [rsi + length], rcx
  mov qword ptr [rsi + count], 1
  ret
leave_it:
  jmp [rip + start + fallback]
end:

// An entry: accept(message by value). JavaScript is given the address of the message and of a flag, and sets the flag. Where
// nobody came to the call, because JavaScript was busy for too long or must not be called, the peer is told so: it would
// take what it has not been told for a result.
.balign 128
accept:
  push rbp
  mov rbp, rsp
  sub rsp, 48
  mov qword ptr [rbp - 8], 0
  lea rdi, [rbp + 16]
  lea rsi, [rbp - 8]
  call [rip + accept + target]
  cmp qword ptr [rbp - 8], 0
  jne accepted
  mov qword ptr [rbp - 40], 1
  mov rax, [rip + accept + text]
  mov [rbp - 32], rax
  mov rax, [rip + accept + text_length]
  mov [rbp - 24], rax
  movzx eax, byte ptr [rbp + 16]
  cmp eax, 3
  je make
  test eax, eax
  jnz accepted
  lea rdi, [rbp - 40]
  mov rsi, [rbp + 64]
  call [rbp + 72]
  jmp accepted
make:
  lea rsi, [rbp - 32]
  mov rdi, [rbp + 32]
  call [rbp + 40]
accepted:
  leave
  ret
.balign 128
accept_end:
