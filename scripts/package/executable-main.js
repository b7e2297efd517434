// Opens the program inside an executable: its chunks (CHUNK_NAMES) are assets, and so are the compiled forms of some of
// them (CACHE_NAMES), where this platform's could be made. V8 refuses a compiled form that does not fit, and compiles
// the text.

(() => {
  const builtin = process.getBuiltinModule;
  const {getRawAsset} = builtin('node:sea');
  const {Script} = builtin('node:vm');
  const fileUrl = builtin('node:url').pathToFileURL(process.execPath).href;
  const names = new Set(CHUNK_NAMES);
  const caches = new Set(CACHE_NAMES);
  const modules = new Map();

  function requireBuiltin(name) {
    const found = builtin(name);
    if (!found) throw Object.assign(new Error(`Cannot find module '${name}'`), {code: 'MODULE_NOT_FOUND'});
    return found;
  }

  function requireChunk(name) {
    if (!names.has(name)) return requireBuiltin(name);
    if (!modules.has(name)) {
      const module = {exports: {}};
      modules.set(name, module);
      const text = Buffer.from(getRawAsset(name)).latin1Slice();
      const cachedData = caches.has(name) ? Buffer.from(getRawAsset(`${name}.cache`)) : undefined;
      const script = new Script(text, {filename: `kubectl-ipvs/${name.slice(2)}`, cachedData});
      script.runInThisContext()(requireChunk, module, module.exports, fileUrl);
    }
    return modules.get(name).exports;
  }

  requireChunk('./main.js');
})();
