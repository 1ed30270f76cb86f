// Adds up the result files of a test run and prints the last line of ./test. Exits with 1 unless everything passed.
// usage: count-tests.mjs RESULTS_FOLDER FAILED_RUNS
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, failedRuns] = process.argv.slice(2);
const sum = { passed: 0, failed: 0, skipped: 0 };
for (const file of readdirSync(folder)) {
  const text = readFileSync(join(folder, file), 'utf8');
  if (file.endsWith('.xml')) {
    for (const [tag] of text.matchAll(/<assembly\b[^>]*>/g)) {
      const attribute = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(tag)?.[1] ?? 0);
      sum.passed += attribute('passed');
      sum.failed += attribute('failed') + attribute('errors');
      sum.skipped += attribute('skipped');
    }
  } else if (file.endsWith('.json')) {
    const result = JSON.parse(text); // Vitest's json reporter
    sum.passed += result.numPassedTests;
    sum.failed += result.numFailedTests;
    sum.skipped += result.numPendingTests + (result.numTodoTests ?? 0);
  }
}
if (Number(failedRuns) > 0 && sum.failed === 0) sum.failed = Number(failedRuns); // a run that crashed before it could report
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exit(sum.failed > 0 || sum.passed === 0 ? 1 : 0);
