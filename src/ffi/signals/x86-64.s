// Signals, on x86-64 Linux. scripts/assemble.js makes x86-64.ts of this text.
//
// places.s stands in front of it. System calls are made without the C library, so that errno stays as it is.

.intel_syntax noprefix
.text

.set SYS_write, 1

// Behind the address to return to.
.set message, 8

// void signal(message by value): notes calls and drops in the cell of the object, and passes on all else. Its first
// instruction is completed with the place of the block.
signal:
  lea r11, [rip]
  movzx eax, byte ptr [rsp + message + kind]
  mov edx, raised
  cmp eax, kind_call
  je note
  mov edx, released
  cmp eax, kind_drop
  je note
  jmp [r11 + forward]

// A cell of another generation, or none at all, is left alone.
note:
  mov rax, [rsp + message + first_word]
  mov rcx, rax
  sub rcx, [r11 + cells]
  mov r10d, [r11 + cell_bytes]
  cmp rcx, r10
  jae noted
  test cl, 7
  jnz noted
  mov rcx, [rsp + message + second_word]
  cmp [rax + generation], ecx
  jne noted
  lock or [rax + news], edx

  // The count tells the thread when it may close the doorbell.
  lock inc dword ptr [r11 + ringing]
  cmp dword ptr [r11 + closed], 0
  jne rang
  mov eax, 1
  xchg [r11 + rung], eax
  test eax, eax
  jnz rang
  mov edi, [r11 + doorbell]
  mov rsi, r11
  mov edx, 1
  mov r8, r11
  mov eax, SYS_write
  syscall
  mov r11, r8
rang:
  lock dec dword ptr [r11 + ringing]
noted:
  ret
end:
