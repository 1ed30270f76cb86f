#!/usr/bin/env bash
# Lints, type-checks and unit-tests the web pages. Usage: eng/test-web.sh RESULTS_FOLDER (gets web.json, Vitest's report)
set -uo pipefail
results=$(realpath "$1")
cd "$(dirname "$0")/../web"
failed=0
echo "== web"
npm run --silent lint || failed=1
npm run --silent types || failed=1
npm run --silent test -- --reporter=default --reporter=json --outputFile.json="$results/web.json" || failed=1
exit $failed
