// Channels of this side, on x86-64 Linux. scripts/assemble.js makes x86-64.ts of this text.
//
// machine/x86-64.s and places.s stand in front of it, and x86-64-ends.s behind it. Threads of any language call these functions.

// The frame of operate, from rbp.
.set timespec, -184
.set result, -168
.set saved, -152

// send, try_send, send_timeout, recv, try_recv and recv_timeout, whatever the type of the values. A thunk jumps here with
// the operation in r11; all else is as the caller left it.
//
// rbx: operation, r12: channel, r13: where the result goes, r14: deadline in nanoseconds.
operate:
  enter_with_arguments
  cld
  mov rbx, r11
  movsxd rax, dword ptr [rbx + self_at]
  mov r12, [rbp + rax]
  lea r13, [rbp + result]
  movsxd rax, dword ptr [rbx + result_at]
  test rax, rax
  jz result_placed
  mov r13, [rbp + rax]
result_placed:
  cmp dword ptr [rbx + patience], some_time
  jne begin
  call now
  movabs r14, 0x7fffffffffffffff
  movsxd rcx, dword ptr [rbx + seconds_at]
  mov rcx, [rbp + rcx]
  movabs rdx, longest
  cmp rcx, rdx
  ja begin
  imul rcx, rcx, 1000000000
  movsxd rdx, dword ptr [rbx + nanoseconds_at]
  mov edx, [rbp + rdx]
  add rcx, rdx
  lea r14, [rax + rcx]
begin:
  call acquire

// The lock is held.
again:
  cmp dword ptr [rbx + action], receiving
  je receive
  cmp dword ptr [r12 + receivers], 0
  je hang_up
  mov rax, [r12 + length]
  mov rcx, [r12 + limit]
  test rcx, rcx
  jnz compare
  // Nothing waits in the channel: a value is handed over to somebody who waits for one already.
  mov ecx, [r12 + waiting_receivers]
compare:
  cmp rax, rcx
  jae wait
  cmp rax, [r12 + slots]
  jae grow
put:
  mov rax, [r12 + head]
  add rax, [r12 + length]
  cmp rax, [r12 + slots]
  jb in_ring
  sub rax, [r12 + slots]
in_ring:
  imul rax, [r12 + value_size]
  add rax, [r12 + ring]
  call gather
  inc qword ptr [r12 + length]
  inc dword ptr [r12 + sent]
  mov r15d, [r12 + waiting_receivers]
  call release
  lea rdi, [r12 + sent]
  jmp succeed

receive:
  cmp qword ptr [r12 + length], 0
  je empty
  mov rax, [r12 + head]
  mov rsi, rax
  imul rsi, [r12 + value_size]
  add rsi, [r12 + ring]
  mov edi, [rbx + value_at]
  add rdi, r13
  mov rcx, [r12 + value_size]
  rep movsb
  inc rax
  cmp rax, [r12 + slots]
  jb advance
  xor eax, eax
advance:
  mov [r12 + head], rax
  dec qword ptr [r12 + length]
  inc dword ptr [r12 + taken]
  mov r15d, [r12 + waiting_senders]
  call release
  lea rdi, [r12 + taken]

// rdi: what others wait on, r15d: how many do. Any of them can go on.
succeed:
  test r15d, r15d
  jz say_ok
  mov edx, 1
  call wake
say_ok:
  mov byte ptr [r13], 0
  jmp depart

empty:
  cmp dword ptr [r12 + senders], 0
  je hang_up

// Nothing can be done at the moment.
wait:
  xor r10d, r10d
  mov eax, [rbx + patience]
  test eax, eax
  jz no_longer
  cmp eax, some_time
  je until_deadline
  // For ever, unless all who could end it are on this side of the thread that would wait.
  mov rax, fs:[0]
  cmp rax, [r12 + thread]
  jne sleep
  mov eax, [r12 + senders]
  mov ecx, [r12 + own_senders]
  cmp dword ptr [rbx + action], receiving
  je compare_own
  mov eax, [r12 + receivers]
  mov ecx, [r12 + own_receivers]
compare_own:
  cmp eax, ecx
  jne sleep
  mov dword ptr [r12 + stuck], 1
  jmp hang_up

until_deadline:
  call now
  mov rdx, r14
  sub rdx, rax
  jle no_longer
  mov rax, rdx
  xor edx, edx
  mov ecx, 1000000000
  div rcx
  jmp limit_sleep

// A sender that waits in a channel of no capacity hands over its value to whoever asks for it.
no_longer:
  cmp dword ptr [rbx + action], receiving
  jne refuse
  cmp qword ptr [r12 + limit], 0
  jne refuse
  cmp dword ptr [r12 + waiting_senders], 0
  je refuse
  xor eax, eax
  mov edx, moment
limit_sleep:
  mov [rbp + timespec], rax
  mov [rbp + timespec + 8], rdx
  lea r10, [rbp + timespec]

// r10: how long, or null for ever.
sleep:
  cmp dword ptr [rbx + action], receiving
  je sleep_receiving
  inc dword ptr [r12 + waiting_senders]
  mov r15d, [r12 + taken]
  call release
  lea rdi, [r12 + taken]
  call sleep_on
  call acquire
  dec dword ptr [r12 + waiting_senders]
  jmp again
sleep_receiving:
  inc dword ptr [r12 + waiting_receivers]
  mov r15d, [r12 + sent]
  cmp qword ptr [r12 + limit], 0
  jne sleep_for_value
  cmp dword ptr [r12 + waiting_senders], 0
  je sleep_for_value
  inc dword ptr [r12 + taken]
  lea rdi, [r12 + taken]
  mov edx, 1
  call wake
sleep_for_value:
  call release
  lea rdi, [r12 + sent]
  call sleep_on
  call acquire
  dec dword ptr [r12 + waiting_receivers]
  jmp again

hang_up:
  mov r15d, disconnected
  jmp fail
refuse:
  mov r15d, not_yet

// r15d: reason. What was not sent goes back.
fail:
  call release
  mov byte ptr [r13], 1
  mov eax, [rbx + reason_at]
  test eax, eax
  jz reason_told
  mov [r13 + rax], r15b
reason_told:
  cmp dword ptr [rbx + action], receiving
  je depart
  mov eax, [rbx + value_at]
  add rax, r13
  call gather

depart:
  mov rax, r13
  cmp dword ptr [rbx + result_at], 0
  jne leave_frame
  // The second half travels in one of two registers; whoever called knows in which.
  mov rax, [r13]
  mov rdx, [r13 + 8]
  movsd xmm0, [r13 + 8]
leave_frame:
  leave_with_arguments

// Makes room for twice as many values, in the order in which they wait. Where there is no memory, nothing is sent.
grow:
  mov r15, [r12 + slots]
  add r15, r15
  mov rsi, r15
  imul rsi, [r12 + value_size]
  jo refuse
  xor edi, edi
  mov edx, PROT_READ_WRITE
  mov r10d, MAP_PRIVATE_ANONYMOUS
  mov r8, -1
  xor r9d, r9d
  mov eax, SYS_mmap
  syscall
  cmp rax, -4096
  ja refuse
  mov r8, rax
  mov rdi, rax
  mov rsi, [r12 + head]
  imul rsi, [r12 + value_size]
  add rsi, [r12 + ring]
  mov rcx, [r12 + slots]
  sub rcx, [r12 + head]
  imul rcx, [r12 + value_size]
  rep movsb
  mov rsi, [r12 + ring]
  mov rcx, [r12 + head]
  imul rcx, [r12 + value_size]
  rep movsb
  mov rdi, [r12 + ring]
  mov rsi, [r12 + slots]
  imul rsi, [r12 + value_size]
  mov eax, SYS_munmap
  syscall
  mov [r12 + ring], r8
  mov [r12 + slots], r15
  mov qword ptr [r12 + head], 0
  jmp put

// Copies the value that was passed to where rax points.
gather:
  mov rdx, rax
  lea r8, [rbx + pieces]
  mov r9d, [rbx + piece_count]
next_piece:
  test r9d, r9d
  jz gathered
  movsxd rsi, dword ptr [r8]
  add rsi, rbp
  cmp dword ptr [rbx + by_reference], 0
  je copy_piece
  mov rsi, [rsi]
copy_piece:
  mov edi, [r8 + piece_to]
  add rdi, rdx
  mov ecx, [r8 + piece_size]
  rep movsb
  add r8, piece_bytes
  dec r9d
  jmp next_piece
gathered:
  ret

// rax: nanoseconds. For operate.
now:
  read_clock
  ret
