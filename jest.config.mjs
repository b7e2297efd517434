import {spawnSync} from 'node:child_process';
import process from 'node:process';
import vm from 'node:vm';

// ESM under jest needs a flag of Node. `npm test` passes it; a bare `npx jest` is started again with it.
if (!vm.SourceTextModule) {
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const {status} = spawnSync(process.execPath, [...flags, ...process.argv.slice(1)], {stdio: 'inherit'});
  process.exit(status ?? 1);
}

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  // A whole-program test takes a second or so; on a busy machine it may take many.
  testTimeout: 20_000,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {parser: {syntax: 'typescript'}, target: 'es2022'},
        module: {type: 'es6'},
        sourceMaps: 'inline',
      },
    ],
  },
};
