// Vectors of numbers, of structs, of vectors, of elements without bytes and of wide ones.
use abi_stable::{std_types::RVec, StableAbi};

#[repr(C)]
#[derive(StableAbi, Clone)]
pub struct Point {
    x: f64,
    y: f64,
    tag: u32,
}

#[repr(C, align(64))]
#[derive(StableAbi, Clone)]
pub struct Wide {
    value: u64,
}

#[no_mangle]
pub extern "C" fn numbers_to(end: u32) -> RVec<u32> {
    (0..end).collect()
}

#[no_mangle]
pub extern "C" fn numbers_echo(numbers: RVec<u32>) -> RVec<u32> {
    numbers
}

#[no_mangle]
pub extern "C" fn numbers_sum(numbers: RVec<u32>) -> u64 {
    numbers.iter().map(|one| *one as u64).sum()
}

#[no_mangle]
pub extern "C" fn numbers_push(numbers: &mut RVec<u32>, number: u32) {
    numbers.push(number)
}

#[no_mangle]
pub extern "C" fn numbers_doubled(numbers: RVec<u32>) -> RVec<u32> {
    let mut numbers = numbers;
    let again: Vec<u32> = numbers.iter().copied().collect();
    numbers.extend(again);
    numbers
}

#[no_mangle]
pub extern "C" fn numbers_through_std(numbers: RVec<u32>) -> RVec<u32> {
    numbers.into_vec().into()
}

#[no_mangle]
pub extern "C" fn numbers_cleared(mut numbers: RVec<u32>) -> RVec<u32> {
    numbers.clear();
    numbers.shrink_to_fit();
    numbers
}

#[no_mangle]
pub extern "C" fn points_new(count: u32) -> RVec<Point> {
    (0..count).map(|tag| Point { x: tag as f64, y: -(tag as f64), tag }).collect()
}

#[no_mangle]
pub extern "C" fn points_moved(mut points: RVec<Point>, by: f64) -> RVec<Point> {
    for point in points.iter_mut() {
        point.x += by;
        point.y += by;
    }
    points
}

#[no_mangle]
pub extern "C" fn nested_flat(rows: RVec<RVec<u32>>) -> RVec<u32> {
    rows.into_iter().flatten().collect()
}

#[no_mangle]
pub extern "C" fn nested_echo(rows: RVec<RVec<u32>>) -> RVec<RVec<u32>> {
    rows
}

#[no_mangle]
pub extern "C" fn nothings(count: usize) -> RVec<()> {
    vec![(); count].into()
}

#[no_mangle]
pub extern "C" fn nothings_pushed(mut all: RVec<()>) -> RVec<()> {
    all.push(());
    all
}

// Gives the vector back, grown, if all of its places are aligned.
#[no_mangle]
pub extern "C" fn wide_pushed(mut all: RVec<Wide>, value: u64) -> RVec<Wide> {
    all.push(Wide { value });
    all.reserve(100);
    all.shrink_to_fit();
    assert_eq!(all.as_ptr() as usize % 64, 0);
    all
}
