// Prints what CI has to say in one line: node scripts/sum-results.mjs DIR STATUS
// DIR has the results of jest with the bundle (bundle.json) and with the executable (executable.json); without the latter
// the whole-program tests count as skipped once more. Exit code 1 if anything failed.

import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const [directory = '', status = ''] = process.argv.slice(2);

function read(name) {
  const file = path.join(directory, `${name}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

function countsOf(result) {
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

function wholeProgramTests({testResults}) {
  const ours = testResults.filter(({name}) => /\/test\/main\//.test(name));
  return ours.flatMap(({assertionResults}) => assertionResults).length;
}

const bundle = read('bundle');
const executable = read('executable');
const sum = {passed: 0, failed: 0, skipped: 0};
for (const result of [bundle, executable]) {
  if (!result) continue;
  for (const [name, count] of Object.entries(countsOf(result))) sum[name] += count;
}
if (bundle && !executable) sum.skipped += wholeProgramTests(bundle);
if (sum.failed === 0 && (status !== '0' || !bundle)) sum.failed = 1;
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exitCode = sum.failed === 0 ? 0 : 1;
