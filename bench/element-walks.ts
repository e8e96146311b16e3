// Walks over numbers, one after another and in short arrays.
import { array, layoutOf } from 'abiding'
import type { Comparison } from './harness.js'
import { handedLoops, take } from './loop.js'
import { kinds, type Kind } from './number-kinds.js'
import { allocate, atIndex, byHand, byHandChecked, count, iterate, walk, type Place } from './walks.js'

/** Numbers one after another. */
export function readElements(place: Place, kind: Kind, out = ''): Comparison {
  const [type, name] = kinds[kind]
  const scope = allocate(place, type)
  const { size } = layoutOf(type)
  for (let i = 0; i < count; i++) scope.all.set(i, i & 63)
  const inTypedArray = `const elements = all.asTypedArray()
    for (let j = 0; j < elements.length; j++) { ${take('elements[j]') + out} }`
  return {
    name: `an array of ${kind}${out === '' ? '' : ' and a way out'}, ${place.name}`,
    operations: count,
    contenders: [
      ...byHandChecked(scope, (start) => ({
        count,
        body: take(`view.get${name}(${start}i * ${size}, true)`) + out,
      })),
      { name: 'at(i)', run: walk(scope, take('all.at(i)') + out), atMost: 1.3 },
      { name: 'for … of', run: iterate(scope, 'all', take('record') + out), atMost: 1.3 },
      { name: 'asTypedArray()', run: handedLoops(scope, { count: 1, body: inTypedArray }) },
    ],
  }
}

/** Short arrays in an array: much is done anew for each. */
export function readNestedArrays(place: Place, kind: Kind): Comparison {
  const [rows, columns] = [1000, 10]
  const [type, name] = kinds[kind]
  const { size } = layoutOf(type)
  const scope = allocate(place, array(type, columns), rows)
  const { all, view } = scope
  for (let i = 0; i < rows * columns; i++) view[`set${name}`](i * size, i & 63, true)
  const typedArrays = Array.from(all, (row) => row.asTypedArray())
  const inEach = (body: string) => `for (let j = 0; j < ${columns}; j++) { ${body} }`
  const ofEach = `for (const element of record) { ${take('element')} }`
  return {
    name: `${kind} of an array of arrays, ${place.name}`,
    operations: rows * columns,
    contenders: [
      ...byHand(scope, (start) => ({
        count: rows,
        body: inEach(take(`view.get${name}(${start}(i * ${columns} + j) * ${size}, true)`)),
      })),
      {
        name: 'at(i)',
        run: handedLoops(scope, { count: rows, body: `${atIndex} ${inEach(take('record.at(j)'))}` }),
        atMost: 1.3,
      },
      { name: 'cursor()', run: iterate(scope, 'all.cursor()', ofEach), atMost: 1.3 },
      { name: 'for … of', run: iterate(scope, 'all', ofEach), atMost: 1.3 },
      { name: 'typed arrays, for … of', run: iterate({ all: typedArrays }, 'all', ofEach) },
    ],
  }
}
