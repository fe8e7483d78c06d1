#!/bin/sh
# Prints every page of the log as it comes: pull.sh https://your-host KEY [after]
host=$1 key=$2 after=${3:-0}
while page=$(curl -fsS -m 30 -H "Authorization: Bearer $key" "$host/api/v1/events?wait=20&after=$after"); do
  printf '%s\n' "$page"
  after=$(printf '%s' "$page" | sed 's/.*"last_seq":\([0-9]*\).*/\1/') # Keep it with what you made of the page.
done
