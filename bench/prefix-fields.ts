import { f64, fn, implement, prefixType, u32, type ModuleOf } from 'abiding'
import type { Comparison, Suite } from './harness.js'
import { loop, take } from './loop.js'

const count = 1000
const instances = 16

/** Types of their own for every contender: the engine keeps what it learns per class. */
const declare = () =>
  prefixType('Gauge', {
    version: '1.1.0',
    prefix: { level: u32, value: f64, reset: fn({}) },
    lastPrefixField: 'reset',
    suffix: { raised: u32, mean: f64 },
    missing: 'panic',
  })

/** Accessor objects of several instances, as a host has that loaded several modules. */
function modules(): readonly ModuleOf<ReturnType<typeof declare>>[] {
  const Gauge = declare()
  return Array.from({ length: instances }, (_, index) =>
    implement(Gauge, {
      level: index,
      value: index / 2,
      reset: () => {},
      raised: index,
      mean: index / 2,
    }).as(),
  )
}

const reading = (field: string): ((passes: number) => unknown) =>
  loop(
    { all: modules() },
    { count, body: `const module = all[i & ${instances - 1}]; ${take(`module.${field}`)}` },
  )

const compare = (kind: string, prefix: string, suffix: string): Comparison => ({
  name: `field of a prefix type, ${kind}`,
  operations: count,
  contenders: [
    { name: 'of the prefix', run: reading(prefix) },
    { name: 'of the suffix, present', run: reading(suffix), atMost: 1.2 },
  ],
})

/** What the look into the mask costs. */
export function prefixFields(): Suite {
  return {
    name: 'prefix-fields',
    title: 'Fields that may be missing against fields that every module has',
    comparisons: [compare('u32', 'level', 'raised'), compare('f64', 'value', 'mean')],
  }
}
