// Adds up the result files of a test run, says again what failed and why, and prints the last line of ./test. Exits with 1 unless everything passed.
// usage: count-tests.mjs RESULTS_FOLDER FAILED_RUNS
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const MOST_TOLD = 12;
const MESSAGE_HEAD = 1500; // characters: where an output is cut short, its end is what is kept
const MESSAGE_TAIL = 300;

const [folder, failedRuns] = process.argv.slice(2);
const sum = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
for (const file of readdirSync(folder)) {
  const text = readFileSync(join(folder, file), 'utf8');
  if (file.endsWith('.xml')) addXunit(text);
  else if (file.endsWith('.json')) addVitest(JSON.parse(text));
}
if (Number(failedRuns) > 0 && sum.failed === 0) sum.failed = Number(failedRuns); // a run that crashed before it could report
for (const { name, message } of failures.slice(0, MOST_TOLD)) console.log(`FAILED ${name}\n${shortened(message).replace(/^/gm, '    ')}`);
if (failures.length > MOST_TOLD) console.log(`and ${failures.length - MOST_TOLD} more`);
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exit(sum.failed > 0 || sum.passed === 0 ? 1 : 0);

function addXunit(text) {
  for (const [tag] of text.matchAll(/<assembly\b[^>]*>/g)) {
    const attribute = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(tag)?.[1] ?? 0);
    sum.passed += attribute('passed');
    sum.failed += attribute('failed') + attribute('errors');
    sum.skipped += attribute('skipped');
  }
  for (const [, name, body] of text.matchAll(/<test\b[^>]*\bname="([^"]*)"[^>]*\bresult="Fail"[^>]*>([\s\S]*?)<\/test>/g)) {
    failures.push({ name, message: /<message>(?:<!\[CDATA\[)?([\s\S]*?)(?:\]\]>)?<\/message>/.exec(body)?.[1] ?? '' });
  }
}

function addVitest(result) {
  sum.passed += result.numPassedTests;
  sum.failed += result.numFailedTests;
  sum.skipped += result.numPendingTests + (result.numTodoTests ?? 0);
  for (const { fullName, status, failureMessages } of result.testResults.flatMap(({ assertionResults }) => assertionResults)) {
    if (status === 'failed') failures.push({ name: fullName, message: failureMessages.join('\n') });
  }
}

function shortened(message) {
  return message.length <= MESSAGE_HEAD + MESSAGE_TAIL ? message : `${message.slice(0, MESSAGE_HEAD)}\n[…]\n${message.slice(-MESSAGE_TAIL)}`;
}
