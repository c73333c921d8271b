#!/usr/bin/env bash
# The quality gate: answers to questions with known answers, held above the floors in tests/data.
set -euo pipefail
cd "$(dirname "$0")/.."
(cd tests/data && sha256sum --quiet --check SHA256SUMS)
shelf=$(mktemp -d)
trap 'rm -rf "$shelf"' EXIT
footnote=.venv/bin/footnote

$footnote --library "$shelf/articles" add --samples
$footnote --library "$shelf/squad" add tests/data/squad
for set in articles squad; do
  echo "== $set"
  $footnote --library "$shelf/$set" evaluate "tests/data/$set.jsonl" --floors "tests/data/$set.floors.json"
done
