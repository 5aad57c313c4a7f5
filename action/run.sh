#!/usr/bin/env bash
# The step of action.yml: runs a suite, tells GitHub, and leaves with Faultline's own exit code.
set -uo pipefail

results=${FAULTLINE_RESULTS:-results}
junit=${FAULTLINE_JUNIT:-$results/junit.xml}
document=$(mktemp)
trap 'rm -f "$document"' EXIT

arguments=("${FAULTLINE_COMMAND:-run}")
[ -n "${FAULTLINE_SUITE:-}" ] && arguments+=("$FAULTLINE_SUITE")
[ -n "${FAULTLINE_SHARD:-}" ] && arguments+=(--shard "$FAULTLINE_SHARD")
while IFS= read -r argument; do
  [ -n "$argument" ] && arguments+=("$argument")
done <<< "${FAULTLINE_ARGS:-}"
arguments+=(--results "$results" --reporter "text,github" --reporter "junit=$junit" --reporter "json=$document")

# The project's own, where it installs one.
if [ -x node_modules/.bin/faultline ]; then
  faultline=(node_modules/.bin/faultline)
else
  faultline=(npx --yes "faultline@${FAULTLINE_VERSION:-latest}")
fi

status=0
"${faultline[@]}" "${arguments[@]}" || status=$?

if [ -n "${GITHUB_OUTPUT:-}" ]; then
  # The document's own fields come before those of its runs.
  field() { grep -m 1 -oE "^  \"$1\": *\"[a-z]+\"" "$document" | grep -oE '[a-z]+"$' | tr -d '"' || true; }
  outcome=$(field outcome)
  {
    echo "outcome=${outcome:-broken}"
    echo "violated=$(field violated)"
    echo "exit-code=$status"
  } >> "$GITHUB_OUTPUT"
fi
exit "$status"
