// What a page gets from `import … from 'abiding'`: the layers that need neither Node nor native code.
export * from './errors/index.js'
export * from './ownership/index.js'
export * from './layout/index.js'
export * from './buffer/index.js'
export * from './plain-types/index.js'
export * from './emit/index.js'
