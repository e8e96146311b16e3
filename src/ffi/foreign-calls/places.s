// What the machine code for all machines has in common. scripts/assemble.js puts it in front of each text.
//
// The places in memory are those of thread-block.ts, entry-block.ts and call-slots.ts.

// The block of the thread that owns an entry point.
.set depth, 0
.set ticket, 4
.set attention, 8
.set checks, 12
.set closed, 16
.set rung, 20
.set sequence, 24
.set doorbell, 28
.set slot_count, 32
.set lost, 36
.set slots, 40
.set ringing, 48

// An entry.
.set direct, 0
.set block, 8
.set arrival, 16
.set thread, 24
.set stack_bytes, 32
.set result_bytes, 36
.set timeout, 40
.set options, 44
.set made_at, 48
.set inner, 56
.set notice, 64
.set notice_bytes, 72
.set javascript_only_bit, 0
.set refuses_when_busy_bit, 1
.set waits_for_end_bit, 2

// A slot.
.set state, 0
.set reason, 4
.set order, 8
.set depth_then, 12
.set entry, 16
.set area, 24
.set registers, 32
.set results, 176
.set slot_size, 256

// States. Giving up adds 3.
.set free, 0
.set claimed, 1
.set pending, 2
.set running, 3
.set done, 4
.set refused, 5

// Reasons.
.set against_rule, 1
.set busy, 2
.set late, 3
.set stuck, 4
.set gone, 5
.set too_early, 6
