import { headerSymbol } from '../module/header.js'
import { pluginSymbol } from '../module/abi-stable/mangled-name.js'

/** A symbol by which the hosts of some interface know their plugins. */
export interface EntryPoint {
  /** The symbol. */
  readonly symbol: string
  /** The interface, as in `LADSPA plugin`. */
  readonly interface: string
}

/** Symbols that are known by their whole name. */
const exact: Readonly<Record<string, string>> = {
  [headerSymbol]: 'abiding module',
  [pluginSymbol]: 'abi_stable plugin',
  ladspa_descriptor: 'LADSPA plugin',
  dssi_descriptor: 'DSSI plugin',
  lv2_descriptor: 'LV2 plugin',
  lv2_lib_descriptor: 'LV2 plugin',
  lv2ui_descriptor: 'LV2 user interface',
  clap_entry: 'CLAP plugin',
  GetPluginFactory: 'VST 3 plugin',
  VSTPluginMain: 'VST 2 plugin',
  f0r_get_plugin_info: 'frei0r plugin',
  OfxGetPlugin: 'OpenFX plugin',
  obs_module_load: 'OBS module',
  C_GetFunctionList: 'PKCS #11 module',
  C_GetInterface: 'PKCS #11 module, version 3',
  sqlite3_extension_init: 'SQLite extension',
  napi_register_module_v1: 'Node-API addon',
  node_api_module_get_api_version_v1: 'Node-API addon',
  JNI_OnLoad: 'Java native library',
  Pg_magic_func: 'PostgreSQL extension',
  nif_init: 'Erlang NIF library',
  pam_sm_authenticate: 'PAM module',
  pam_sm_open_session: 'PAM module',
  pam_sm_acct_mgmt: 'PAM module',
  plugin_is_GPL_compatible: 'GCC plugin',
  llvmGetPassPluginInfo: 'LLVM pass plugin',
  vk_icdGetInstanceProcAddr: 'Vulkan driver',
  vkNegotiateLoaderLayerInterfaceVersion: 'Vulkan layer',
  clIcdGetPlatformIDsKHR: 'OpenCL driver',
  OSSL_provider_init: 'OpenSSL provider',
  bind_engine: 'OpenSSL engine',
  qt_plugin_instance: 'Qt plugin',
  qt_plugin_query_metadata_v2: 'Qt plugin',
  weechat_plugin_init: 'WeeChat plugin',
  fmi2Instantiate: 'Functional Mock-up Unit 2',
  fmi3InstantiateCoSimulation: 'Functional Mock-up Unit 3',
  polyplug_init: 'polyplug plugin',
}

/** Symbols that are known by a part of their name. */
const patterns: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^abi_entry_\w+$/, 'savefile-abi plugin'],
  [/^sqlite3_\w+_init$/, 'SQLite extension'],
  [/^node_register_module_v\d+$/, 'Node.js addon'],
  [/^PyInit_\w+$/, 'Python module'],
  [/^Init_\w+$/, 'Ruby extension'],
  [/^luaopen_\w+$/, 'Lua module'],
  [/^Java_\w+$/, 'Java native library'],
  [/^_nss_\w+_(?:gethostbyname|getpwnam)\w*_r$/, 'name service module'],
  [/^gst_plugin_\w+_get_desc$/, 'GStreamer plugin'],
  [/^_mysql_plugin_interface_version_$/, 'MySQL plugin'],
  [/^ap_module$|^\w+_module_dso$/, 'Apache module'],
]

/**
 * Says which symbols are those by which the hosts of some interface know their plugins. Names are all that is looked at.
 *
 * @param symbols - What a library exports.
 * @returns The known ones among them, in the same order.
 *
 * @see Rule A-44 of the specification.
 *
 * @example
 * ```ts
 * import { knownEntryPoints } from 'abiding/inspect'
 * import assert from 'node:assert/strict'
 *
 * assert.deepEqual(knownEntryPoints(['malloc', 'ladspa_descriptor', 'PyInit_math']), [
 *   { symbol: 'ladspa_descriptor', interface: 'LADSPA plugin' },
 *   { symbol: 'PyInit_math', interface: 'Python module' },
 * ])
 * ```
 */
export function knownEntryPoints(symbols: readonly string[]): EntryPoint[] {
  return symbols.flatMap((symbol) => {
    const known = Object.hasOwn(exact, symbol)
      ? exact[symbol]
      : patterns.find(([pattern]) => pattern.test(symbol))?.[1]
    return known === undefined ? [] : [{ symbol, interface: known }]
  })
}
