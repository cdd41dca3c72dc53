// The data of the report.

const report = {};

function readReport() {
  Object.assign(report, JSON.parse(byId("data").textContent));
  const used = new Map();
  report.all = [...report.findings, ...report.fixed].map((finding, index) => ({
    ...finding,
    index,
    status: statusOf(finding),
    key: uniqueKey(finding.fingerprint, used),
    haystack: haystack(finding),
  }));
  report.byKey = new Map(report.all.map((finding) => [finding.key, finding]));
  report.rulesByCode = new Map(report.rules.map((rule) => [rule.code, rule]));
}

/** Of what was there before, those that moved are told apart. */
function statusOf(finding) {
  if (finding.status !== "baselined") return finding.status;
  if (finding.moved_from !== null) return "moved";
  return report.since ? "unchanged" : "baselined";
}

/** A finding that is fixed in part has the fingerprint of what is left of it. */
function uniqueKey(fingerprint, used) {
  const count = (used.get(fingerprint) || 0) + 1;
  used.set(fingerprint, count);
  return count === 1 ? fingerprint : `${fingerprint}.${count}`;
}

function haystack(finding) {
  const parts = finding.parts.map((part) => `${part.name} ${part.path}`);
  return [finding.code, finding.name, finding.message, finding.path, finding.module,
    finding.symbol, finding.subject, finding.help, ...parts].join("\n").toLowerCase();
}
