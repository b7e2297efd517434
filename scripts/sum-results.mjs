// Prints what CI has to say in one line: node scripts/sum-results.mjs DIR STATUS
// DIR has the results of jest with the bundle (bundle.json), on real kernels (kernel.json) and with the executable
// (executable.json); without the last the whole-program tests count as skipped once more. Exit code 1 if anything failed.

import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {stripVTControlCharacters} from 'node:util';

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

/** What failed, at the end of a long log. */
function complaintsOf({testResults}) {
  return testResults.flatMap(({name, message, assertionResults}) => {
    const file = path.relative(process.cwd(), name);
    const failed = assertionResults.filter(({status: outcome}) => outcome === 'failed');
    if (failed.length === 0 && message !== '' && assertionResults.length === 0)
      return [complaint(file, message)];
    return failed.map(({fullName, failureMessages}) =>
      complaint(`${file}: ${fullName}`, failureMessages.join('\n')),
    );
  });
}

const MOST_LINES = 12;

function complaint(what, message) {
  const lines = stripVTControlCharacters(message).split('\n').slice(0, MOST_LINES);
  return [`failed: ${what}`, ...lines.map((line) => `  ${line}`)].join('\n');
}

const bundle = read('bundle');
const kernel = read('kernel');
const executable = read('executable');
const sum = {passed: 0, failed: 0, skipped: 0};
for (const result of [bundle, kernel, executable]) {
  if (!result) continue;
  for (const text of complaintsOf(result)) console.log(text);
  for (const [name, count] of Object.entries(countsOf(result))) sum[name] += count;
}
if (bundle && !executable) sum.skipped += wholeProgramTests(bundle);
if (sum.failed === 0 && (status !== '0' || !bundle || !kernel)) sum.failed = 1;
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exitCode = sum.failed === 0 ? 0 : 1;
