import { f64, fn, implement, prefixType, since, u32, type ModuleOf } from 'abiding'
import type { Comparison, Suite } from './harness.js'
import { loop, take } from './loop.js'

const count = 1000
const instances = 16

/** Types of their own for every contender: the engine keeps what it learns per class. */
const declare = () =>
  prefixType('Gauge', {
    version: '1.2.0',
    prefix: { level: u32, value: f64, reset: fn({}) },
    lastPrefixField: 'reset',
    suffix: { raised: u32, mean: f64, newest: since('1.2.0', u32) },
    missing: 'panic',
  })

type Gauges = readonly ModuleOf<ReturnType<typeof declare>>[]

/** Accessor objects of several instances, as a host has that loaded several modules; older ones lack the newest field. */
function modules(age: 'older' | 'newest'): Gauges {
  const Gauge = declare()
  return Array.from({ length: instances }, (_, index) => {
    const fields = { level: index, value: index / 2, reset: () => {}, raised: index, mean: index / 2 }
    return age === 'newest'
      ? implement(Gauge, { ...fields, newest: index }).as()
      : implement(Gauge.upTo('1.1.0'), fields as never).as(Gauge)
  })
}

const reading = (field: string, age: 'older' | 'newest' = 'newest'): ((passes: number) => unknown) =>
  loop(
    { all: modules(age) },
    { count, body: `const module = all[i & ${instances - 1}]; ${take(`module.${field}`)}` },
  )

const compare = (kind: string, prefix: string, suffix: string): Comparison => ({
  name: `field of a prefix type, ${kind}`,
  operations: count,
  contenders: [
    { name: 'of the prefix', run: reading(prefix) },
    { name: 'of the suffix, present', run: reading(suffix), atMost: 1.2 },
    { name: 'the same, another field missing', run: reading(suffix, 'older'), atMost: 1.2 },
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
