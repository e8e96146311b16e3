export {
  connectDynamic,
  type AsyncDynamicMethod,
  type DynamicConnection,
  type DynamicConnectionMembers,
  type DynamicMethod,
  type DynamicSource,
} from './connect-dynamic.js'
export { traitOfDefinition } from './trait-of-definition.js'
