#!/usr/bin/env bash
# Scans, writes all reports, and leaves it to the last step to fail by the gate.
#
# Reads INPUT_*, BASE_SHA; writes the outputs exit-code, has-news and the reports' paths.
set -euo pipefail

command=$RUNNER_TEMP/ssot-audit/bin/ssot-audit
reports=$RUNNER_TEMP/ssot-audit-reports

main() {
    mkdir -p "$reports"
    local options=(
        --output github
        --output "sarif:$reports/report.sarif"
        --output "markdown:$reports/report.md"
        --output "json:$reports/report.json"
        --output "concise:$reports/new.txt"
    )
    local since
    since=$(compared_with)
    if [ -n "$since" ]; then options+=("--since=$since"); fi
    if [ -n "${INPUT_CONFIG:-}" ]; then options+=("--config=$INPUT_CONFIG"); fi
    if [ -n "${INPUT_FAIL_ON:-}" ]; then options+=("--fail-on=$INPUT_FAIL_ON"); fi

    local line paths=()
    while IFS= read -r line; do
        if [ -n "$line" ]; then options+=("$line"); fi
    done <<<"${INPUT_ARGS:-}"
    while IFS= read -r line; do
        if [ -n "$line" ]; then paths+=("$line"); fi
    done <<<"${INPUT_PATHS:-}"

    local status=0
    "$command" scan "${options[@]}" -- ${paths[@]+"${paths[@]}"} || status=$?
    # Neither the code nor the gate is at fault: there is nothing to show.
    if [ "$status" -gt 1 ]; then exit "$status"; fi

    if [ "${INPUT_SUMMARY:-true}" = true ]; then
        cat "$reports/report.md" >>"$GITHUB_STEP_SUMMARY"
    fi
    {
        echo "exit-code=$status"
        if [ "$status" -ne 0 ] || [ -s "$reports/new.txt" ]; then echo has-news=true; fi
        echo "sarif-file=$reports/report.sarif"
        echo "markdown-file=$reports/report.md"
        echo "json-file=$reports/report.json"
    } >>"$GITHUB_OUTPUT"
}

# Prints the revision to compare with: nothing for none.
compared_with() {
    if [ "${INPUT_SINCE:-}" != auto ]; then
        printf '%s' "${INPUT_SINCE:-}"
    elif [ -n "${BASE_SHA:-}" ]; then
        git merge-base "$BASE_SHA" HEAD || {
            echo "::error::The clone lacks the base of the pull request: give actions/checkout \`fetch-depth: 0\`" >&2
            exit 2
        }
    fi
}

main
