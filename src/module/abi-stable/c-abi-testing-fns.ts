import { fn, struct, u16, u32, u64, unit } from '../../layout/index.js'

// Rust's `()` takes no bytes, wherever it stands.
const NumberUnit = struct('Tuple2_u16_unit', { first: u16, second: unit })
const UnitNumber = struct('Tuple2_unit_u16', { first: unit, second: u16 })
const UnitNumbers = struct('Tuple3_unit_u16_u16', { first: unit, second: u16, third: u16 })
const NumberUnitNumber = struct('Tuple3_u16_unit_u16', { first: u16, second: unit, third: u16 })
const NumbersUnit = struct('Tuple3_u16_u16_unit', { first: u16, second: u16, third: unit })
const UnitNumberPairs = struct('Tuple2_UnitNumber', { first: UnitNumber, second: UnitNumber })
const NumberUnitPairs = struct('Tuple2_NumberUnit', { first: NumberUnit, second: NumberUnit })

/**
 * Functions that every plugin has, so that a host can find out whether both pass arguments in the same way, above all
 * those without bytes.
 *
 * @see Rule A-4 of the specification.
 *
 * @internal
 */
export const CAbiTestingFns = struct('CAbiTestingFns', {
  take_pair_a: fn({ pair: NumberUnit }, u32),
  take_pair_b: fn({ pair: UnitNumber }, u32),
  ret_pair_a: fn({ number: u32 }, NumberUnit),
  ret_pair_b: fn({ number: u32 }, UnitNumber),
  take_triple_a: fn({ triple: UnitNumbers }, u64),
  take_triple_b: fn({ triple: NumberUnitNumber }, u64),
  take_triple_c: fn({ triple: NumbersUnit }, u64),
  ret_triple_a: fn({ number: u64 }, UnitNumbers),
  ret_triple_b: fn({ number: u64 }, NumberUnitNumber),
  ret_triple_c: fn({ number: u64 }, NumbersUnit),
  take_2_pairs_a: fn([{ one: UnitNumber }, { other: UnitNumber }], u64),
  take_2_pairs_b: fn([{ one: NumberUnit }, { other: NumberUnit }], u64),
  ret_2_pairs_a: fn({ number: u64 }, UnitNumberPairs),
  ret_2_pairs_b: fn({ number: u64 }, NumberUnitPairs),
  // Between its numbers stand parameters without bytes, which are no parameters here.
  mixed_units: fn([{ a: u16 }, { b: u16 }, { c: u16 }, { d: u16 }], u64),
})
