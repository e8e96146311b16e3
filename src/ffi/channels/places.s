// What the machine code for all machines has in common. scripts/assemble.js puts it in front of each text.
//
// The places in memory are those of channel-memory.ts, operation-block.ts and channel-bell.ts.

// A channel. Its mutex is 0 where nobody holds it, 1 where somebody does, and 2 where others may be waiting for it.
.set mutex, 0
.set senders, 4
.set receivers, 8
// What is waited on: another number with each value that was sent, or taken, and when the last end of a side is gone.
.set sent, 12
.set taken, 16
.set waiting_receivers, 20
.set waiting_senders, 24
// The ends that JavaScript of the channel's thread holds, and nobody else can use.
.set own_senders, 28
.set own_receivers, 32
.set stuck, 36
.set thread, 40
.set ring, 48
.set slots, 56
// How many values may wait; all ones for any number.
.set limit, 64
.set head, 72
.set length, 80
.set value_size, 88
.set bell, 96
.set sender_box, 104
.set receiver_box, 112

// An operation. Places of arguments are bytes from the frame pointer of operate.
.set action, 0
.set patience, 4
.set self_at, 8
.set result_at, 12
.set seconds_at, 16
.set nanoseconds_at, 20
.set reason_at, 24
.set value_at, 28
.set piece_count, 32
.set by_reference, 36
.set pieces, 40
.set operate_at, 88

// A piece of an argument.
.set piece_to, 4
.set piece_size, 8
.set piece_bytes, 12

// Actions.
.set sending, 0
.set receiving, 1

// Patience.
.set no_time, 0
.set some_time, 1

// Reasons.
.set not_yet, 0
.set disconnected, 1

// A bell.
.set closed, 0
.set rung, 4
.set ringing, 8
.set doorbell, 12

// How many threads are woken.
.set everybody, 0x7fffffff

// How often a lock is looked at before the thread sleeps.
.set attempts, 64

// Nanoseconds for which a value is awaited that a sender is about to hand over.
.set moment, 1000000

// Longer times never end, in seconds.
.set longest, 4000000000
