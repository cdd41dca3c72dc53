// Which findings are wanted, in which order, and how many each filter would give.

const RANK = {
  level: new Map(LEVELS.map((level, index) => [level, index])),
  status: new Map(["new", "fixed", "moved", "unchanged", "baselined", "suppressed"].map((status, index) => [status, index])),
};

/** What is wanted, read once for all findings. */
function wanted() {
  return {
    words: shown.q.toLowerCase().split(/\s+/).filter(Boolean),
    path: shown.path.toLowerCase(),
    rule: shown.rule,
    levels: new Set(chosenOf("level")),
    statuses: new Set(chosenOf("status")),
  };
}

/** Return the findings that pass all filters, and for each filter what it would give. */
function filtered() {
  const want = wanted();
  const counts = { level: new Map(), status: new Map(), rule: new Map() };
  const found = [];
  for (const finding of report.all) {
    if (!want.words.every((word) => finding.haystack.includes(word))) continue;
    if (want.path && !isBelow(finding, want.path)) continue;
    const fails = failing(finding, want);
    if (!fails.length) found.push(finding);
    if (fails.length > 1) continue;
    for (const [facet, values] of Object.entries(counts)) {
      if (!fails.length || fails[0] === facet) values.set(valueOf(finding, facet), (values.get(valueOf(finding, facet)) || 0) + 1);
    }
  }
  return { found: sorted(found), counts };
}

/** Names of the facets that a finding does not pass. */
function failing(finding, want) {
  const fails = [];
  if (want.levels.size && !want.levels.has(finding.level)) fails.push("level");
  if (!(want.statuses.size ? want.statuses : OPEN).has(finding.status)) fails.push("status");
  if (want.rule && finding.code !== want.rule) fails.push("rule");
  return fails;
}

function valueOf(finding, facet) {
  return facet === "rule" ? finding.code : finding[facet];
}

function isBelow(finding, path) {
  return finding.path.toLowerCase().includes(path)
    || finding.parts.some((part) => part.path.toLowerCase().includes(path));
}

const ORDERS = {
  relevance: (a, b) => a.index - b.index,
  level: (a, b) => RANK.level.get(a.level) - RANK.level.get(b.level),
  status: (a, b) => RANK.status.get(a.status) - RANK.status.get(b.status),
  rule: (a, b) => compared(a.code, b.code),
  message: (a, b) => compared(a.message, b.message),
  place: (a, b) => compared(a.path, b.path) || a.line - b.line || a.column - b.column,
};

function compared(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The most relevant first where the order says nothing. */
function sorted(found) {
  const order = Object.hasOwn(ORDERS, shown.sort) ? ORDERS[shown.sort] : ORDERS.relevance;
  const sign = shown.order === "down" ? -1 : 1;
  return found.sort((a, b) => sign * order(a, b) || a.index - b.index);
}
