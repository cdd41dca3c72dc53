#!/usr/bin/env bash
# Installs ssot-audit into an environment of its own, $RUNNER_TEMP/ssot-audit.
set -euo pipefail

python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "::error::ssot-audit needs Python 3.11 or newer: set the input python-version"
    exit 2
}
python3 -m venv "$RUNNER_TEMP/ssot-audit"
"$RUNNER_TEMP/ssot-audit/bin/pip" install --quiet --disable-pip-version-check -- \
    "${INPUT_VERSION:-$GITHUB_ACTION_PATH}"
