// Signals, on x86-64 Linux. scripts/assemble.js makes x86-64.ts of this text.
//
// machine/x86-64.s and places.s stand in front of it.

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
  ring_bell r11, r8
noted:
  ret
end:
