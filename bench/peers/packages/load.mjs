// Runs beside the installed packages: an import finds what is installed where the importing file lies.

/**
 * Loads an installed package.
 *
 * @param {string} name
 * @returns {Promise<unknown>}
 */
export const load = (name) => import(name)
