//! Readers of instances that somebody else makes, in whatever version: with policies of their own.

use abi_stable::StableAbi;

#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix))]
pub struct Probe {
    #[sabi(last_prefix_field)]
    pub id: u32,
    pub offset: i32,
}

fn usual_scale() -> u16 {
    7
}

/// Version 1.2 of an interface, as Rust knows it. Version 1.0 has the prefix alone, version 1.1 ends with `factor`.
#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix))]
pub struct Meter {
    pub total: u64,
    #[sabi(last_prefix_field)]
    pub add: extern "C" fn(u32, u32) -> u32,
    pub peak: u32,
    #[sabi(missing_field(with = usual_scale))]
    pub scale: u16,
    #[sabi(missing_field(value = 41))]
    pub factor: u8,
    #[sabi(missing_field(default))]
    pub count: u64,
    pub probe: Probe_Ref,
    pub twice: extern "C" fn(u32) -> u32,
    #[sabi(accessible_if = false)]
    pub ignored: u32,
}

/// What a reader saw. What was not there has its bit in `missing`, in the order of the fields.
#[repr(C)]
#[derive(Default)]
pub struct Reading {
    pub total: u64,
    pub sum: u32,
    pub peak: u32,
    pub scale: u16,
    pub factor: u8,
    pub count: u64,
    pub probe_id: u32,
    pub probe_offset: i32,
    pub doubled: u32,
    pub missing: u32,
}

#[no_mangle]
pub extern "C" fn read_meter(meter: Meter_Ref, reading: &mut Reading) {
    *reading = Reading {
        total: meter.total(),
        sum: meter.add()(20, 22),
        scale: meter.scale(),
        factor: meter.factor(),
        count: meter.count(),
        ..Reading::default()
    };
    let mut missing = 0;
    match meter.peak() {
        Some(peak) => reading.peak = peak,
        None => missing |= 1 << 2,
    }
    match meter.probe() {
        Some(probe) => {
            reading.probe_id = probe.id();
            reading.probe_offset = probe.offset().unwrap_or(-1);
        }
        None => missing |= 1 << 6,
    }
    match meter.twice() {
        Some(twice) => reading.doubled = twice(21),
        None => missing |= 1 << 7,
    }
    if meter.ignored().is_none() {
        missing |= 1 << 8;
    }
    reading.missing = missing;
}
