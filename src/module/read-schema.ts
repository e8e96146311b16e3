import * as v from 'valibot'
import { ModuleError } from '../errors/index.js'
import type { SchemaNode } from '../layout/index.js'
import { schemaFormat, type InterfaceSchema } from '../prefix/interface-schema.js'
import { interfaceMembers, nodesIn, schemaDefinition, schemaName } from './schema-definition.js'
import { presenceFits, versionsFit } from './schema-versions.js'

const interfaceObject = v.object({
  abiding: v.literal(schemaFormat),
  interface: schemaName,
  ...interfaceMembers,
  // Any name can be a key here, also one that means something for JavaScript objects, so each value is read on its own.
  types: v.custom<object>(
    (types) => typeof types === 'object' && types !== null && !Array.isArray(types),
    'not an object',
  ),
})
const interfaceSchema = v.pipe(
  interfaceObject,
  v.forward(
    v.check((shape) => versionsFit(shape), 'not a version'),
    ['version'],
  ),
  v.check((shape) => presenceFits(shape), 'fields that its presence does not fit'),
)

/**
 * Reads the schema that a module carries.
 *
 * @param text - The schema as JSON.
 * @param file - The module, for errors.
 * @returns The schema; everything that it mentions is defined.
 * @throws {@link ModuleError} `ABI-S001` where it is no JSON or no schema.
 *
 * @see Rules S-1 to S-4 of the specification.
 *
 * @internal
 */
export function readSchema(text: string, file: string): InterfaceSchema {
  const { types, ...known } = parsePart(interfaceSchema, parseJson(text, file), '', file)
  const definitions = Object.entries(types).map(([key, value]) => {
    parsePart(schemaName, key, 'types', file)
    return [key, parsePart(schemaDefinition, value, `types.${key}`, file)] as const
  })
  const schema = { ...known, types: Object.fromEntries(definitions) }
  checkReferences(schema, file)
  return schema
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    return refuse(file, cause instanceof Error ? cause.message : 'no JSON', cause)
  }
}

function parsePart<T>(part: v.GenericSchema<unknown, T>, data: unknown, place: string, file: string): T {
  const result = parse(part, data, file)
  if (result.success) return result.output
  const [issue] = result.issues
  const path = [place, v.getDotPath(issue)].filter((one) => one !== '' && one !== null).join('.')
  return refuse(file, `${issue.message} at ${path === '' ? 'the top' : path}`)
}

function parse<S extends v.GenericSchema>(part: S, data: unknown, file: string): v.SafeParseResult<S> {
  try {
    return v.safeParse(part, data, { abortEarly: true })
  } catch (cause) {
    // The only way to get here is a schema that is nested deeper than the stack.
    return refuse(file, 'types that are nested too deeply', cause)
  }
}

function checkReferences(schema: InterfaceSchema, file: string): void {
  const check = (mentioned: SchemaNode): void => {
    if (typeof mentioned === 'string') return
    if ('type' in mentioned) {
      if (!Object.hasOwn(schema.types, mentioned.type))
        refuse(file, `the type ${mentioned.type}, which is not defined`)
    } else if ('pointer' in mentioned) check(mentioned.pointer)
    else if ('array' in mentioned) check(mentioned.array)
    else if ('flexible' in mentioned) check(mentioned.flexible)
    else if ('atomic' in mentioned) check(mentioned.atomic)
    else {
      mentioned.fn.params.forEach((param) => check(param.type))
      check(mentioned.fn.returns)
    }
  }
  schema.fields.forEach((field) => check(field.type))
  for (const one of Object.values(schema.types)) nodesIn(one).forEach(check)
  const names = new Set(schema.fields.map((field) => field.name))
  if (names.size !== schema.fields.length) refuse(file, `two fields of one name in ${schema.interface}`)
  if (schema.lastPrefixField !== null && !names.has(schema.lastPrefixField)) {
    refuse(file, `the last prefix field ${schema.lastPrefixField}, which is no field`)
  }
}

function refuse(file: string, found: string, cause?: unknown): never {
  throw new ModuleError('the schema of the module cannot be read', {
    code: 'ABI-S001',
    rule: 'S-4',
    path: file,
    expected: `a schema of format ${schemaFormat}`,
    found,
    ...(cause === undefined ? {} : { cause }),
  })
}
