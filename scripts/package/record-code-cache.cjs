// Runs the program from its chunks: node record-code-cache.cjs MODE CHUNKS-DIR CACHE-DIR WORDS ...
//
//   record   writes the compiled form of each chunk at the end, when the functions that the command needed are in it. What
//            an earlier run recorded is read first, so that each run adds to it.
//   flags    writes into each compiled form what V8's flags are when the program loads it: it takes it under those only.
//   try      prints REFUSED CODE if V8 does not take a compiled form.

const fs = require('node:fs');
const path = require('node:path');
const {Script} = require('node:vm');

const [, , mode, chunks, caches, ...words] = process.argv;
const names = new Set(fs.readdirSync(chunks));
const modules = new Map();
const scripts = new Map();
process.argv = [process.execPath, process.execPath, ...words];

/** Where V8's header of a compiled form has the hash of V8's flags. */
const FLAG_HASH = [12, 16];

function adoptFlags(file) {
  const bytes = fs.readFileSync(file);
  new Script('0').createCachedData().copy(bytes, FLAG_HASH[0], ...FLAG_HASH);
  fs.writeFileSync(file, bytes);
}

function requireChunk(request) {
  const name = path.basename(request);
  if (!names.has(name)) return process.getBuiltinModule(request);
  if (!modules.has(name)) {
    const module = {exports: {}};
    modules.set(name, module);
    const file = path.join(caches, name);
    const exists = fs.existsSync(file);
    if (mode === 'flags' && exists) adoptFlags(file);
    const cachedData = mode !== 'flags' && exists ? fs.readFileSync(file) : undefined;
    const text = fs.readFileSync(path.join(chunks, name), 'latin1');
    const script = new Script(text, {filename: `kubectl-ipvs/${name}`, cachedData});
    if (mode === 'try' && script.cachedDataRejected) console.error(`REFUSED CODE ${name}`);
    scripts.set(name, script);
    script.runInThisContext()(requireChunk, module, module.exports, 'file:///kubectl-ipvs');
  }
  return modules.get(name).exports;
}

process.on('exit', () => {
  if (mode !== 'record') return;
  for (const [name, script] of scripts) fs.writeFileSync(path.join(caches, name), script.createCachedData());
});
requireChunk('./main.js');
