// What is done with vectors of this side, on x86-64. scripts/assemble.js makes x86-64.ts of this text.
//
// machine/x86-64.s and places.s stand in front of it. Threads of any language call these functions; a vector belongs to one of them at a time.

// type_id(): the result goes to where rdi points.
type_id:
  mov rax, rdi
  lea rcx, [rip + identity]
  mov rdx, [rcx]
  mov [rax], rdx
  mov rdx, [rcx + 8]
  mov [rax + 8], rdx
  mov rdx, [rcx + 16]
  mov [rax + 16], rdx
  ret

// destructor(self): frees the buffer, and leaves an empty vector. The elements own nothing.
destroy:
  cmp qword ptr [rdi + capacity], 0
  je nothing
  mov rax, [rdi + table]
  cmp qword ptr [rax + element_size], 0
  je nothing
  mov rcx, [rax + live]
  lock dec qword ptr [rcx]
  mov rcx, [rdi + buffer]
  mov rdx, [rax + alignment]
  mov [rdi + buffer], rdx
  mov qword ptr [rdi + length], 0
  mov qword ptr [rdi + capacity], 0
  mov rdi, rcx
  jmp [rax + free]

nothing:
  ret

// shrink_to_fit(self)
shrink:
  mov rsi, [rdi + length]
  cmp rsi, [rdi + capacity]
  jae nothing
  mov rax, [rdi + table]
  cmp qword ptr [rax + element_size], 0
  je nothing
  test rsi, rsi
  je destroy
  jmp resize

// rsi: at least twice as much as before where that is allowed, else as much as was asked for, with which it goes on elsewhere.
.macro choose_capacity exactly
  mov rcx, [rdi + capacity]
  cmp rsi, rcx
  jbe nothing
  test edx, edx
  je \exactly
  add rcx, rcx
  cmp rsi, rcx
  cmovb rsi, rcx
.endm

// grow_capacity_to(self, to, exactness)
grow:
  choose_capacity resize

// rbx: the vector, r12: its new capacity, r13: its table, r14: its new buffer.
.macro enter_resize
  push rbx
  push r12
  push r13
  push r14
  sub rsp, 8
  mov rbx, rdi
  mov r12, rsi
.endm

resize:
  enter_resize
  mov r13, [rdi + table]
  mov rax, rsi
  mul qword ptr [r13 + element_size]
  jo fail
  test rax, rax
  js fail
  cmp qword ptr [r13 + alignment], usual_alignment
  ja move
  xor edi, edi
  cmp qword ptr [rbx + capacity], 0
  cmovne rdi, [rbx + buffer]
  mov rsi, rax
  call [r13 + realloc]
  test rax, rax
  je fail
  mov r14, rax
  jmp store

// `realloc` knows nothing of alignments.
move:
  mov rdi, [r13 + alignment]
  mov rsi, rax
  call [r13 + aligned_alloc]
  test rax, rax
  je fail
  mov r14, rax
  cmp qword ptr [rbx + capacity], 0
  je store
  mov rdi, rax
  mov rsi, [rbx + buffer]
  mov rdx, [rbx + length]
  imul rdx, [r13 + element_size]
  call [r13 + memcpy]
  mov rdi, [rbx + buffer]
  call [r13 + free]

store:
  cmp qword ptr [rbx + capacity], 0
  jne counted
  mov rcx, [r13 + live]
  lock inc qword ptr [rcx]
counted:
  mov [rbx + buffer], r14
  mov [rbx + capacity], r12
  add rsp, 8
  pop r14
  pop r13
  pop r12
  pop rbx
  ret

// duplicate(from, length, table): a new buffer with bytes that lie elsewhere, or null where no memory is left.
duplicate:
  push rbx
  push r12
  push r13
  mov rbx, rdi
  mov r12, rsi
  mov r13, rdx
  xor edi, edi
  call [r13 + realloc]
  test rax, rax
  je duplicated
  mov rcx, [r13 + live]
  lock inc qword ptr [rcx]
  mov rdi, rax
  mov rsi, rbx
  mov rdx, r12
  call [r13 + memcpy]
duplicated:
  pop r13
  pop r12
  pop rbx
  ret

// destructor(self), for bytes in a block: whoever made the block takes it again when it is not taken any more.
block_destroy:
  cmp qword ptr [rdi + capacity], 0
  je nothing
  mov rcx, [rdi + buffer]
  mov qword ptr [rdi + buffer], 1
  mov qword ptr [rdi + length], 0
  mov qword ptr [rdi + capacity], 0
  mov dword ptr [rcx + taken], 0
  ret

// shrink_to_fit(self), for bytes in a block
block_shrink:
  mov rsi, [rdi + length]
  cmp rsi, [rdi + capacity]
  jae nothing
  test rsi, rsi
  je block_destroy
  jmp leave_block

// grow_capacity_to(self, to, exactness), for bytes in a block
block_grow:
  choose_capacity leave_block

// The bytes move to a buffer of their own, with the table of such buffers. The registers are those of resize.
leave_block:
  enter_resize
  mov rax, [rdi + table]
  mov r13, [rax + ordinary]
  test rsi, rsi
  js fail
  xor edi, edi
  call [r13 + realloc]
  test rax, rax
  je fail
  mov r14, rax
  mov rcx, [r13 + live]
  lock inc qword ptr [rcx]
  mov [rbx + table], r13
  cmp qword ptr [rbx + capacity], 0
  je counted
  mov rdi, rax
  mov rsi, [rbx + buffer]
  mov rdx, [rbx + length]
  call [r13 + memcpy]
  mov rcx, [rbx + buffer]
  mov dword ptr [rcx + taken], 0
  jmp counted

// Nobody can be told that there is no memory: whoever asked for room would write to where there is none.
fail:
  call [r13 + abort]

// The type id, which is filled in where the code is laid down.
.p2align 3
identity:
  .quad 0
  .quad 0
  .quad 0
end:
