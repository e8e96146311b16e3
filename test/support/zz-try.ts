import fc from 'fast-check'
import { compoundShape } from './shape-arbitraries.js'
import { defineInC } from './shape-c.js'
import { askClang } from './shape-compilers.js'
import { modelTargets } from '../../spec/model/targets.js'
import { layout } from '../../spec/model/layout.js'
import { expectSameLayouts } from './layout-proof.js'
const seed = Number(process.argv[2] ?? 1), count=Number(process.argv[3]??2000)
for (const target of Object.values(modelTargets)) {
  if (process.argv[4] && !target.name.match(process.argv[4])) continue
  const t0 = Date.now()
  try {
    const r = expectSameLayouts({ provider: layout, target, ask: askClang('clang', target.clang), shapes: compoundShape({ int128: target.clangHasInt128 }), count, seed })
    console.log(target.name, r, Date.now() - t0)
  } catch (e) { console.log(target.name, 'FAIL', Date.now() - t0, String((e as Error).message).slice(0, 2500)) }
}
