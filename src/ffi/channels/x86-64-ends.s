// The ends of channels and their locks, on x86-64 Linux. scripts/assemble.js makes x86-64.ts of this text.
//
// places.s and x86-64.s stand in front of it.

// Takes the lock of r12. Keeps r14 and r15.
acquire:
  mov ecx, attempts
try_lock:
  xor eax, eax
  mov edx, 1
  lock cmpxchg [r12 + mutex], edx
  je acquired
  pause
  dec ecx
  jnz try_lock
lock_later:
  mov eax, 2
  xchg [r12 + mutex], eax
  test eax, eax
  jz acquired
  lea rdi, [r12 + mutex]
  mov esi, FUTEX_WAIT_PRIVATE
  mov edx, 2
  xor r10d, r10d
  mov eax, SYS_futex
  syscall
  jmp lock_later
acquired:
  ret

// Lets the lock of r12 go. Keeps r10 and r15.
release:
  xor eax, eax
  xchg [r12 + mutex], eax
  cmp eax, 2
  jne acquired
  lea rdi, [r12 + mutex]
  mov edx, 1

// rdi: what is waited on, edx: how many are woken. Keeps r10.
wake:
  mov esi, FUTEX_WAKE_PRIVATE
  mov eax, SYS_futex
  syscall
  ret

// rdi: what is waited on, r15d: what it is as long as there is no news, r10: how long.
sleep_on:
  mov esi, FUTEX_WAIT_PRIVATE
  mov edx, r15d
  mov eax, SYS_futex
  syscall
  ret

// Destructors: data, call_referent_drop, deallocate. The end is gone when its value is dropped, which is 0; its memory is that
// of the channel, whose thread frees it.
//
// The end goes on behind this where it was the last one of its side, with the lock, and whoever waits has been told.
.macro drop_end side, news
  test sil, sil
  jnz kept
  push rbx
  push r12
  mov r12, rdi
  call acquire
  lock dec dword ptr [r12 + \side]
  jnz let_go
  inc dword ptr [r12 + \news]
  lea rdi, [r12 + \news]
  mov edx, everybody
  call wake
.endm

drop_sender:
  drop_end senders, sent
  cmp dword ptr [r12 + receivers], 0
  jne let_go
  jmp announce

drop_receiver:
  drop_end receivers, taken

// The thread of the channel drops what waits in it, and the channel. As soon as the lock is free, it may.
announce:
  mov rbx, [r12 + bell]
  call release
  ring_bell rbx
  pop r12
  pop rbx
kept:
  ret
let_go:
  call release
  pop r12
  pop rbx
  ret

// The box of another end of the same side. Whoever calls holds one, so that the side cannot come to its end meanwhile: no lock
// is needed.
clone_sender:
  lock inc dword ptr [rdi + senders]
  mov rax, rdi
  mov rdx, [rdi + sender_box]
  ret

clone_receiver:
  lock inc dword ptr [rdi + receivers]
  mov rax, rdi
  mov rdx, [rdi + receiver_box]
  ret

// How many values wait. In a channel of no capacity none does: what is being handed over belongs to who waits for it.
count:
  xor eax, eax
  cmp qword ptr [rdi + limit], 0
  cmovne rax, [rdi + length]
  ret

is_empty:
  call count
  test rax, rax
  sete al
  movzx eax, al
  ret

is_full:
  call count
  cmp rax, [rdi + limit]
  setae al
  movzx eax, al
  ret

// An option: 0 and the number, or 1 for none.
capacity:
  mov rdx, [rdi + limit]
  xor eax, eax
  cmp rdx, -1
  sete al
  ret

// uintptr_t identify(void): what tells this thread from all others.
identify:
  mov rax, fs:[0]
  ret

// What a table of functions leads to. Its first instruction is completed with the place of the operation.
thunk:
  lea r11, [rip]
  jmp [r11 + operate_at]
thunk_end:
