// Opens the built program; CHUNKS says where the rest stands in the file, from its end. It is written so that Node can read
// it as CommonJS or as a module: which one it takes depends on the package.json that the file happens to lie under.

(() => {
  const builtin = process.getBuiltinModule;
  if (!builtin) {
    console.error(`kubectl ipvs needs Node.js ^20.19 or >=22.12, and this is ${process.version}`);
    process.exit(2);
  }

  const file = process.argv[1];
  const fileUrl = builtin('node:url').pathToFileURL(file).href;
  const {compileFunction} = builtin('node:vm');
  const places = CHUNKS;
  const modules = new Map();
  const text = builtin('node:fs').readFileSync(file, 'latin1');

  function requireBuiltin(name) {
    const found = builtin(name);
    if (!found) throw Object.assign(new Error(`Cannot find module '${name}'`), {code: 'MODULE_NOT_FOUND'});
    return found;
  }

  function requireChunk(name) {
    if (!Object.hasOwn(places, name)) return requireBuiltin(name);
    if (!modules.has(name)) {
      const module = {exports: {}};
      modules.set(name, module);
      const parameters = ['require', 'module', 'exports', 'FILE_URL'];
      const chunk = text.slice(places[name][0], places[name][1]).split('*\u0001/').join('*/');
      const run = compileFunction(chunk, parameters, {filename: `${file}/${name.slice(2)}`});
      run(requireChunk, module, module.exports, fileUrl);
    }
    return modules.get(name).exports;
  }

  requireChunk('./main.js');
})();
