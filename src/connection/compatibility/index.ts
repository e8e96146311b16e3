export {
  verifyCompatibility,
  type CompatibilityOptions,
  type CompatibilityReport,
  type SchemaFile,
} from './verify-compatibility.js'
