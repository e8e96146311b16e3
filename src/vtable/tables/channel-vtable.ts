import { bool, enumeration, fn, taggedUnion, u8, unit, usize, type AnyType } from '../../layout/index.js'
import { instanceName } from '../../layout/generic.js'
import { memoize } from '../../layout/memoize.js'
import { RDuration, ROption, RResult } from '../../plain-types/index.js'
import { prefixType, type AnyPrefixType } from '../../prefix/index.js'
import { dataPointer } from '../data-pointer.js'
import { rawValue } from '../raw-value.js'
import { ErasedBox } from './box-vtable.js'

/** Why nothing was received. @internal */
const TryReceiveError = enumeration('RTryRecvError', u8, ['Empty', 'Disconnected'])
/** Why nothing was received in time. @internal */
const ReceiveTimeoutError = enumeration('RRecvTimeoutError', u8, ['Timeout', 'Disconnected'])

/**
 * The table of both ends of the channels of a type.
 *
 * @see Rule T-74 of the specification.
 *
 * @internal
 */
export const channelVTable: (item: AnyType) => AnyPrefixType = memoize((item: AnyType) => {
  const T = rawValue(item)
  const self = { self: dataPointer }
  const timeout = { timeout: RDuration }
  // What takes no bytes is not passed.
  const given = item.isVoidInC === true ? [] : [{ value: T }]
  const unsent = (name: string, reason: string): AnyType =>
    taggedUnion(instanceName(name, [item]), u8, { [reason]: { value: T }, Disconnected: { value: T } })
  const shared = <Name extends string>(end: Name) =>
    ({
      [`clone_${end}`]: fn([self], ErasedBox),
      [`${end}_is_empty`]: fn([self], bool),
      [`${end}_is_full`]: fn([self], bool),
      [`${end}_len`]: fn([self], usize),
      [`${end}_capacity`]: fn([self], ROption(usize)),
    }) as Readonly<Record<string, AnyType>>
  return prefixType(instanceName('RChannel_VTable', [item]), {
    version: '1.0.0',
    prefix: {
      send: fn([self, ...given], RResult(unit, T)),
      try_send: fn([self, ...given], RResult(unit, unsent('RTrySendError', 'Full'))),
      send_timeout: fn([self, ...given, timeout], RResult(unit, unsent('RSendTimeoutError', 'Timeout'))),
      ...shared('sender'),
      recv: fn([self], RResult(T, unit)),
      try_recv: fn([self], RResult(T, TryReceiveError)),
      recv_timeout: fn([self, timeout], RResult(T, ReceiveTimeoutError)),
      ...shared('receiver'),
    },
    lastPrefixField: 'receiver_capacity' as never,
    doc: 'What can be done with the ends of a channel.',
  })
})
