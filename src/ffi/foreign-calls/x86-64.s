// Calls from foreign threads, on x86-64 Linux. scripts/assemble.js makes x86-64.ts of this text.
//
// machine/x86-64.s and places.s stand in front of it.

.set javascript_only, 1 << javascript_only_bit
.set refuses_when_busy, 1 << refuses_when_busy_bit
.set waits_for_end, 1 << waits_for_end_bit

// The frame of arrive, from rbp.
.set timespec, -192
.set noticed, -176
.set saved, -160

// A thunk jumps here with the entry in r11; all else is as the caller left it.
//
// rbx: entry, r12: block, r13: slot, r14: deadline in nanoseconds, r15: the ticket that was seen last.
arrive:
  enter_with_arguments
  mov dword ptr [rbp + noticed], 0
  mov rbx, r11
  mov r12, [rbx + block]
  cmp dword ptr [r12 + closed], 0
  jne give_zero
  call now
  call add_timeout
  mov r15d, too_early
  mov rax, fs:[0]
  cmp rax, [rbx + thread]
  je claim
  xor r15d, r15d
  test dword ptr [rbx + options], javascript_only
  jz claim
  cmp dword ptr [r12 + checks], 0
  je claim
  mov r15d, against_rule

claim:
  mov r13, [r12 + slots]
  mov ecx, [r12 + slot_count]
next_slot:
  xor eax, eax
  mov edx, claimed
  lock cmpxchg [r13 + state], edx
  je fill
  add r13, slot_size
  dec ecx
  jnz next_slot
  test r15d, r15d
  jnz lose
  call now
  cmp rax, r14
  jge lose
  mov qword ptr [rbp + timespec], 0
  mov qword ptr [rbp + timespec + 8], 1000000
  lea rdi, [rbp + timespec]
  xor esi, esi
  mov eax, SYS_nanosleep
  syscall
  jmp claim

// More calls than slots: they are only counted.
lose:
  lock inc dword ptr [r12 + lost]
  mov r8d, [r12 + depth]
  jmp call_attention

fill:
  mov [r13 + reason], r15d
  mov [r13 + entry], rbx
  mov eax, 1
  lock xadd [r12 + sequence], eax
  mov [r13 + order], eax
  mov r8d, [r12 + depth]
  mov [r13 + depth_then], r8d
  test r15d, r15d
  jz submit
  mov eax, refused
  xchg [r13 + state], eax
  jmp call_attention

submit:
  cld
  lea rsi, [rbp + saved]
  lea rdi, [r13 + registers]
  mov ecx, 14
  rep movsq
  lea rsi, [rbp + 16]
  mov rdi, [r13 + area]
  mov ecx, [rbx + stack_bytes]
  rep movsb
  mov eax, pending
  xchg [r13 + state], eax
  call ring
  mov r15d, [r12 + ticket]
  dec r15d

// r8d: depth, r9d: state.
await_result:
  mov r8d, [r12 + depth]
  mov r9d, [r13 + state]
  cmp r9d, done
  je finish
  mov ecx, gone
  cmp dword ptr [r12 + closed], 0
  jne give_up
  call now
  mov rdx, r14
  sub rdx, rax
  jle expired
  cmp r9d, pending
  jne sleep
  test dword ptr [rbx + options], refuses_when_busy
  jz sleep
  mov ecx, busy
  test r8d, r8d
  jnz give_up
  // JavaScript may enter native code at any time: look again soon.
  mov eax, 10000000
  cmp rdx, rax
  cmovg rdx, rax
sleep:
  mov rax, rdx
  xor edx, edx
  mov ecx, 1000000000
  div rcx
  mov [rbp + timespec], rax
  mov [rbp + timespec + 8], rdx
  lea rdi, [r13 + state]
  mov esi, FUTEX_WAIT_PRIVATE
  mov edx, r9d
  lea r10, [rbp + timespec]
  mov eax, SYS_futex
  syscall
  jmp await_result

expired:
  mov ecx, late
  cmp r9d, pending
  je give_up
  mov edx, [r12 + ticket]
  test dword ptr [rbx + options], waits_for_end
  jnz notify
  test r8d, r8d
  jz renew
  mov ecx, stuck
  cmp edx, r15d
  je give_up
renew:
  mov r15d, edx
  call add_timeout
  jmp await_result

// What JavaScript is in may wait for this thread, which nobody else can tell. Said once for each call. edx: the ticket.
notify:
  cmp edx, r15d
  jne renew
  cmp dword ptr [rbp + noticed], 0
  jne renew
  mov dword ptr [rbp + noticed], 1
  mov edi, STDERR_FILENO
  mov rsi, [rbx + notice]
  mov edx, [rbx + notice_bytes]
  mov eax, SYS_write
  syscall
  call now
  mov edx, r15d
  jmp renew

// ecx: reason. Once the state has changed, the slot belongs to its JavaScript thread.
give_up:
  mov [r13 + reason], ecx
  mov [r13 + depth_then], r8d
  mov eax, r9d
  lea edx, [rax + 3]
  lock cmpxchg [r13 + state], edx
  jne await_result
call_attention:
  test r8d, r8d
  jz announce
  mov eax, 1
  xchg [r12 + attention], eax
announce:
  call ring
give_zero:
  xor eax, eax
  xor edx, edx
  pxor xmm0, xmm0
  pxor xmm1, xmm1
  mov ecx, [rbx + result_bytes]
  test ecx, ecx
  jz depart
  cld
  mov rdi, [rbp + saved]
  rep stosb
  mov rax, [rbp + saved]
  jmp depart

finish:
  mov ecx, [rbx + result_bytes]
  test ecx, ecx
  jnz copy_result
  mov rax, [r13 + results]
  mov rdx, [r13 + results + 8]
  movsd xmm0, [r13 + results + 16]
  movsd xmm1, [r13 + results + 24]
  mov dword ptr [r13 + state], free
  jmp depart
copy_result:
  cld
  mov esi, [rbx + stack_bytes]
  add rsi, [r13 + area]
  mov rdi, [rbp + saved]
  mov rax, rdi
  rep movsb
  mov dword ptr [r13 + state], free
depart:
  leave_with_arguments

// rax: nanoseconds. Keeps r8 and r9.
now:
  read_clock
  ret

// r14: rax and the timeout of the entry.
add_timeout:
  mov ecx, [rbx + timeout]
  imul rcx, rcx, 1000000
  lea r14, [rax + rcx]
  ret

ring:
  ring_bell r12
  ret

// int replay(slot): makes the call of a slot on this thread. 0 where the caller gave it up before.
replay:
  push rbp
  mov rbp, rsp
  push rbx
  push r12
  mov rbx, rdi
  xor r12d, r12d
  mov eax, pending
  mov ecx, running
  lock cmpxchg [rbx + state], ecx
  jne replayed
  mov r12, [rbx + entry]
  cld
  mov ecx, [r12 + stack_bytes]
  sub rsp, rcx
  mov rdi, rsp
  mov rsi, [rbx + area]
  rep movsb
  movsd xmm0, [rbx + registers + 48]
  movsd xmm1, [rbx + registers + 56]
  movsd xmm2, [rbx + registers + 64]
  movsd xmm3, [rbx + registers + 72]
  movsd xmm4, [rbx + registers + 80]
  movsd xmm5, [rbx + registers + 88]
  movsd xmm6, [rbx + registers + 96]
  movsd xmm7, [rbx + registers + 104]
  mov rdi, [rbx + registers]
  cmp dword ptr [r12 + result_bytes], 0
  je pass
  // The caller copies the result: a caller that has gone on must not be written to.
  mov edi, [r12 + stack_bytes]
  add rdi, [rbx + area]
pass:
  mov rsi, [rbx + registers + 8]
  mov rdx, [rbx + registers + 16]
  mov rcx, [rbx + registers + 24]
  mov r8, [rbx + registers + 32]
  mov r9, [rbx + registers + 40]
  mov eax, 8
  mov r11, r12
  call [r12 + direct]
  mov [rbx + results], rax
  mov [rbx + results + 8], rdx
  movsd [rbx + results + 16], xmm0
  movsd [rbx + results + 24], xmm1
  // A thread that ended in the midst of it gave no result.
  mov rax, [r12 + block]
  cmp dword ptr [rax + closed], 0
  jne wake
  mov eax, running
  mov ecx, done
  lock cmpxchg [rbx + state], ecx
  je wake
  // Given up meanwhile: nobody waits, and the slot is a notice from now on.
  mov dword ptr [rbx + state], refused
wake:
  mov rdi, rbx
  call rouse
  mov r12d, 1
replayed:
  mov eax, r12d
  lea rsp, [rbp - 16]
  pop r12
  pop rbx
  pop rbp
  ret

// void rouse(slot): lets whoever waits for a slot look at its state again.
rouse:
  mov esi, FUTEX_WAKE_PRIVATE
  mov edx, 1
  mov eax, SYS_futex
  syscall
  ret

// uintptr_t identify(void): what tells this thread from all others.
identify:
  mov rax, fs:[0]
  ret

// Where the calls of its own thread lead as long as the code that was under way when an entry point was made has not
// returned: only what is called from then on may call it. r11: entry.
nested:
  mov r10, [r11 + block]
  mov r10d, [r10 + depth]
  cmp r10d, [r11 + made_at]
  jle arrive
  jmp [r11 + inner]

// The entry point that native code is given. Its first instruction is completed with the place of the entry.
thunk:
  lea r11, [rip]
  mov r10, fs:[0]
  cmp r10, [r11 + thread]
  jne foreign
  jmp [r11 + direct]
foreign:
  jmp [r11 + arrival]
thunk_end:
