import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mangledName, pluginSymbol } from '../../../src/module/abi-stable/mangled-name.js'
import { refusal } from '../../support/refusal.js'

describe('mangled names', () => {
  it('A-1: the symbol of a plugin is what the rule makes of its name', () => {
    expect(pluginSymbol).toBe('_1as_0lib_1header_0root_bmodule_bloader')
    expect(pluginSymbol).toBe(mangledName('lib_header', 'root module loader'))
  })

  it('A-1: letters and digits stand for themselves, everything else for an underscore and a character', () => {
    expect(mangledName('a1', 'B2é')).toBe('_1as_0a1_0B2é')
    expect(mangledName('', '-<>()[]{}, :;')).toBe('_1as_0_0_2_3_4_5_6_7_8_9_a_c_b_d_e')
    expect(mangledName('', '!#$%/=?*+~|\'"`')).toBe('_1as_0_0_f_g_h_i_j_k_l_p_q_r_s_x_y_z')
    expect(mangledName('', '¿¡°¬')).toBe('_1as_0_0_m_o_t_u')
  })

  it('A-1: different names have different symbols', () => {
    const characters = [...'ab0_.- <>()[]{}:,']
    const name = fc.array(fc.constantFrom(...characters), { maxLength: 12 }).map((all) => all.join(''))
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(mangledName('k', one) === mangledName('k', other)).toBe(one === other)
      }),
    )
  })

  it.each(['\n', '\0', '€', '@', '\\', '^'])('A-1: %j has no place in symbols', (character) => {
    expect(refusal(() => mangledName('kind', `a${character}b`))).toMatchObject({
      code: 'ABI-A001',
      rule: 'A-1',
      found: JSON.stringify(character),
    })
  })
})
