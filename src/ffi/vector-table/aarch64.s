// What is done with vectors of this side, on AArch64. scripts/assemble.js makes aarch64.ts of this text.
//
// machine/aarch64.s and places.s stand in front of it. Threads of any language call these functions; a vector belongs to one of them at a time.

// type_id(): the result goes to where x8 points.
type_id:
  adr x9, identity
  ldp x10, x11, [x9]
  stp x10, x11, [x8]
  ldr x10, [x9, #16]
  str x10, [x8, #16]
  ret

// destructor(self): frees the buffer, and leaves an empty vector. The elements own nothing.
destroy:
  ldr x1, [x0, #capacity]
  cbz x1, nothing
  ldr x2, [x0, #table]
  ldr x3, [x2, #element_size]
  cbz x3, nothing
  ldr x4, [x2, #live]
  add_atomically x4, x5, w6, -1
  ldr x5, [x0, #buffer]
  ldr x6, [x2, #alignment]
  str x6, [x0, #buffer]
  str xzr, [x0, #length]
  str xzr, [x0, #capacity]
  mov x0, x5
  ldr x16, [x2, #free]
  br x16

nothing:
  ret

// shrink_to_fit(self)
shrink:
  ldr x1, [x0, #length]
  ldr x3, [x0, #capacity]
  cmp x1, x3
  b.hs nothing
  ldr x2, [x0, #table]
  ldr x3, [x2, #element_size]
  cbz x3, nothing
  cbz x1, destroy
  b resize

// grow_capacity_to(self, to, exactness): at least twice as much as before where that is allowed.
grow:
  ldr x3, [x0, #capacity]
  cmp x1, x3
  b.ls nothing
  cbz w2, resize
  lsl x3, x3, #1
  cmp x1, x3
  csel x1, x3, x1, lo

// x19: the vector, x20: its new capacity, x21: its table, x22: its new buffer, x23: its capacity.
resize:
  stp x29, x30, [sp, #-64]!
  mov x29, sp
  stp x19, x20, [sp, #16]
  stp x21, x22, [sp, #32]
  str x23, [sp, #48]
  mov x19, x0
  mov x20, x1
  ldr x21, [x0, #table]
  ldr x23, [x0, #capacity]
  ldr x2, [x21, #element_size]
  umulh x3, x1, x2
  cbnz x3, fail
  mul x1, x1, x2
  tbnz x1, #63, fail
  ldr x3, [x21, #alignment]
  cmp x3, #usual_alignment
  b.hi move
  ldr x0, [x19, #buffer]
  cmp x23, #0
  csel x0, xzr, x0, eq
  ldr x16, [x21, #realloc]
  blr x16
  cbz x0, fail
  mov x22, x0
  b store

// `realloc` knows nothing of alignments.
move:
  mov x0, x3
  ldr x16, [x21, #aligned_alloc]
  blr x16
  cbz x0, fail
  mov x22, x0
  cbz x23, store
  ldr x1, [x19, #buffer]
  ldr x2, [x19, #length]
  ldr x3, [x21, #element_size]
  mul x2, x2, x3
  ldr x16, [x21, #memcpy]
  blr x16
  ldr x0, [x19, #buffer]
  ldr x16, [x21, #free]
  blr x16

store:
  cbnz x23, counted
  ldr x4, [x21, #live]
  add_atomically x4, x5, w6, 1
counted:
  str x22, [x19, #buffer]
  str x20, [x19, #capacity]
  ldp x19, x20, [sp, #16]
  ldp x21, x22, [sp, #32]
  ldr x23, [sp, #48]
  ldp x29, x30, [sp], #64
  ret

// duplicate(from, length, table): a new buffer with bytes that lie elsewhere, or null where no memory is left.
duplicate:
  stp x29, x30, [sp, #-48]!
  mov x29, sp
  stp x19, x20, [sp, #16]
  str x21, [sp, #32]
  mov x19, x0
  mov x20, x1
  mov x21, x2
  mov x0, xzr
  ldr x16, [x21, #realloc]
  blr x16
  cbz x0, duplicated
  ldr x4, [x21, #live]
  add_atomically x4, x5, w6, 1
  mov x1, x19
  mov x2, x20
  ldr x16, [x21, #memcpy]
  blr x16
duplicated:
  ldp x19, x20, [sp, #16]
  ldr x21, [sp, #32]
  ldp x29, x30, [sp], #48
  ret

// Nobody can be told that there is no memory: whoever asked for room would write to where there is none.
fail:
  ldr x16, [x21, #abort]
  blr x16

// The type id, which is filled in where the code is laid down.
.p2align 3
identity:
  .quad 0
  .quad 0
  .quad 0
end:
