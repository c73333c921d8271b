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
$footnote --library "$shelf/chats" add --samples
$footnote --library "$shelf/chats" add tests/data/chats/articles
hold() { # the library, its questions, their floors
  echo "== $1"
  $footnote --library "$shelf/$1" evaluate "tests/data/$2" --floors "tests/data/$1.floors.json"
}
hold articles articles.jsonl
hold squad squad.jsonl
hold chats chats/reporting.jsonl
