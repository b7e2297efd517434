// Runs the program from its chunks and writes the compiled form of each one at the end, when the functions that the
// command needed are in it: node record-code-cache.cjs CHUNKS-DIR CACHE-DIR WORDS ...
// What an earlier run recorded is read first, so that each run adds to it. Prints REFUSED if V8 does not take it.

const fs = require('node:fs');
const path = require('node:path');
const {Script} = require('node:vm');

const [, , chunks, caches, ...words] = process.argv;
const names = new Set(fs.readdirSync(chunks));
const modules = new Map();
const scripts = new Map();
process.argv = [process.execPath, process.execPath, ...words];

function requireChunk(request) {
  const name = path.basename(request);
  if (!names.has(name)) return process.getBuiltinModule(request);
  if (!modules.has(name)) {
    const module = {exports: {}};
    modules.set(name, module);
    const file = path.join(caches, name);
    const cachedData = fs.existsSync(file) ? fs.readFileSync(file) : undefined;
    const text = fs.readFileSync(path.join(chunks, name), 'latin1');
    const script = new Script(text, {filename: `kubectl-ipvs/${name}`, cachedData});
    if (script.cachedDataRejected) console.error(`REFUSED ${name}`);
    scripts.set(name, script);
    script.runInThisContext()(requireChunk, module, module.exports, 'file:///kubectl-ipvs');
  }
  return modules.get(name).exports;
}

process.on('exit', () => {
  for (const [name, script] of scripts) fs.writeFileSync(path.join(caches, name), script.createCachedData());
});
requireChunk('./main.js');
