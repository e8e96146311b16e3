import { hostTarget, type AnyType, type Target } from '../layout/index.js'
import { differencesIn, type LayoutDifference } from './compiler/answers.js'
import { LayoutMismatchError } from './compiler/layout-mismatch-error.js'
import { ask } from './compiler/questions.js'
import { compile, compilerFor, type CompilerChoice } from './compiler/run-compiler.js'
import { subjectsOf } from './compiler/subjects.js'

/** How {@link expectLayoutMatchesCompiler} asks. */
export interface CompilerOptions {
  /**
   * A command or the path of a program, or a function that gives one for each target. Where it is left out, `cc` for this
   * machine and `clang` for all others. A clang is told the target by its triple; another compiler is taken for this
   * machine alone, except where a function chose it.
   */
  readonly compiler?: CompilerChoice
  /** The machines; this one where it is left out. */
  readonly targets?: readonly Target[]
  /** More flags for the compiler, as `-mabi=…`. */
  readonly flags?: readonly string[]
}

/**
 * Asks a C compiler for sizes, alignments and places of declared types, and compares. The types that they mention are
 * compared too. Nothing is linked or run, so that any machine can be asked for.
 *
 * @param types - Any types that C knows.
 * @param options - The compiler and the targets.
 * @throws {@link LayoutMismatchError} `ABI-X001` with everything that differs.
 * @throws ExpectationError `ABI-X002` where no compiler can be used, `ABI-X003` where it refuses the types.
 * @throws DeclarationError `ABI-L006` for what C cannot say.
 *
 * @see Rule V-4 of the specification.
 *
 * @example
 * ```ts
 * import { bits, c_long, struct, u8 } from 'abiding'
 * import { expectLayoutMatchesCompiler } from 'abiding/testing'
 *
 * const Status = struct('Status', { ready: bits(u8, 1), level: bits(u8, 5), ticks: c_long })
 * expectLayoutMatchesCompiler([Status])
 * ```
 */
export function expectLayoutMatchesCompiler(
  types: readonly AnyType[],
  { compiler: choice, targets = [hostTarget()], flags = [] }: CompilerOptions = {},
): void {
  const differences = targets.flatMap((target): LayoutDifference[] => {
    const { command, flags: own } = compilerFor(target, choice)
    const questionnaire = ask(types, subjectsOf(types, target), target)
    const names = types.map((type) => type.name)
    const subject = `${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''} on ${target.name}`
    const object = compile(command, [...own, ...flags], questionnaire.text, subject)
    return differencesIn(object, questionnaire, target, command).map((difference) => ({
      ...difference,
      target: target.name,
      compiler: command,
    }))
  })
  if (differences.length > 0) throw new LayoutMismatchError(differences)
}
