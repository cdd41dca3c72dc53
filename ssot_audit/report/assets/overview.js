// The overview: verdict, score, what changed, where the findings are, what was looked at.

const RANKED = 8; // entries of a ranking

function overviewView() {
  const open = report.all.filter((finding) => OPEN.has(finding.status));
  return [
    heading("h1", "overview-title", unseen(`${report.project}: `), "Overview"),
    verdictCard(open),
    changes(),
    element("div", { class: "columns" },
      figuresCard("Files without an open error or warning", report.figures.filter((f) => f.is_files)),
      figuresCard("Facts and promises kept", report.figures.filter((f) => !f.is_files))),
    element("div", { class: "columns" },
      rankingCard("Findings by rule", open, (f) => f.code, "rule", ruleLabel),
      rankingCard("Findings by folder", open, folderOf, "path", (folder) => code(folder || "."))),
    worstCard(),
    coverageCard(),
  ];
}

function verdictCard(open) {
  const { passed, failures } = report.gate;
  const overall = report.figures[0];
  const levels = LEVELS.map((level) => [level, open.filter((f) => f.level === level).length]);
  return element("div", { class: `card verdict ${passed ? "passed" : "failed"}` },
    element("div", { class: "score" }, ring(overall),
      element("p", {},
        element("strong", {}, overall.now.percent === null ? "–" : overall.now.percent.toFixed(1),
          overall.now.percent === null ? null : element("small", {}, " %")),
        element("span", {}, "files comply"), change(overall))),
    element("div", {},
      element("h2", {}, element("span", { class: "badge" }, passed ? "✓ Passed" : "✗ Failed")),
      failures.length ? element("ul", {}, failures.map((text) => element("li", {}, prose(text))))
        : element("p", {}, "No finding and no figure fails the gate."),
      element("p", { class: "tallies" }, levels.map(([level, count]) =>
        element("a", { class: `tally ${count ? level : "zero"}`, href: addressOf("findings", { level }) },
          element("strong", {}, number(count)), ` ${level}${count === 1 ? "" : "s"}`))),
      report.summary.partial_because.map((text) => element("p", { class: "faint" }, "Partial: ", prose(text)))));
}

function change(figure) {
  const value = difference(figure);
  if (value === null) return null;
  const kind = value > 0 ? "better" : value < 0 ? "worse" : "same";
  return element("span", { class: `change ${kind}`, title: `it was ${percentage(figure.before)}` },
    value > 0 ? "▲ " : value < 0 ? "▼ " : "", signed(value), unseen(` since it was ${percentage(figure.before)}`));
}

/** What became of the findings since a revision or the baseline. */
function changes() {
  if (!report.since && !report.baseline) return null;
  const against = report.since
    ? ["Since ", code(report.since.revision), element("span", { class: "faint" }, ` ${report.since.commit.slice(0, 10)}`)]
    : ["Against the baseline ", code(report.baseline.path)];
  const names = report.since ? ["new", "fixed", "moved", "unchanged"] : ["new", "moved", "baselined"];
  const stale = report.baseline ? report.baseline.stale.length : 0;
  const expired = report.baseline ? report.baseline.expired.length : 0;
  return element("div", { class: "card" },
    element("h2", {}, against),
    element("p", { class: "tiles" }, names.map((status) => {
      const count = report.all.filter((finding) => finding.status === status).length;
      return element("a", { class: `tile ${status}`, href: addressOf("findings", { status }) },
        element("strong", {}, number(count)), element("span", {}, status));
    })),
    stale ? element("p", {}, `${counted(stale, "entry", "entries")} of the baseline match nothing any more.`) : null,
    expired ? element("p", {}, `${counted(expired, "entry", "entries")} of the baseline have expired.`) : null);
}

function figuresCard(title, figures) {
  return element("div", { class: "card" },
    element("h2", {}, title),
    table("figures", title, ["figure", "share", "part", "of all"].map(unseen), figures.map((figure) =>
      element("tr", { class: figure.now.percent === null ? "faint" : null },
        element("th", { scope: "row" }, figure.name),
        element("td", { class: "chart" }, ratioBar(figure)),
        figure.why_not
          ? element("td", { colspan: 2, class: "why" }, figure.why_not)
          : [element("td", { class: "figure" }, percentage(figure.now), change(figure)),
            element("td", { class: "figure faint" }, `${number(figure.now.met)} of ${number(figure.now.owed)}`)]))));
}

function rankingCard(title, open, keyOf, filter, label) {
  const groups = new Map();
  for (const finding of open) {
    const key = keyOf(finding);
    if (!groups.has(key)) groups.set(key, { all: 0 });
    const counts = groups.get(key);
    counts.all += 1;
    counts[finding.level] = (counts[finding.level] || 0) + 1;
  }
  const ranked = [...groups].sort((a, b) => b[1].all - a[1].all || (a[0] < b[0] ? -1 : 1));
  const longest = ranked.length ? ranked[0][1].all : 1;
  return element("div", { class: "card" },
    element("h2", {}, title),
    ranked.length ? null : element("p", { class: "faint" }, "There is none."),
    table("ranking", title, ["name", "share", "findings"].map(unseen), ranked.slice(0, RANKED).map(([key, counts]) =>
      element("tr", {},
        element("th", { scope: "row" }, element("a", { href: addressOf("findings", { [filter]: key }) }, label(key))),
        element("td", { class: "chart" }, levelBar(counts, longest)),
        element("td", { class: "figure" }, number(counts.all))))),
    ranked.length > RANKED ? element("p", { class: "faint" }, `and ${number(ranked.length - RANKED)} more`) : null);
}

function ruleLabel(ruleCode) {
  const rule = report.rulesByCode.get(ruleCode);
  return [element("b", {}, ruleCode), rule ? ` ${rule.name}` : ""];
}

function folderOf(finding) {
  return finding.path.split("/").slice(0, -1).slice(0, 3).join("/");
}

function worstCard() {
  const worst = report.summary.worst_classes;
  if (!worst.length) return null;
  return element("div", { class: "card" },
    element("h2", {}, "Classes that keep least"),
    element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Classes that keep least" },
      table("worst", "Classes that keep least", ["class", "interface", unseen("share"), "members kept"],
        worst.slice(0, RANKED).map((one) => element("tr", {},
          element("th", { scope: "row" }, element("a", { href: addressOf("findings", { q: one.class }), title: one.class }, code(lastPart(one.class)))),
          element("td", { title: one.interface }, code(lastPart(one.interface))),
          element("td", { class: "chart" }, ratioBar({ now: one })),
          element("td", { class: "figure" }, `${one.met} of ${one.owed}`))))),
    worst.length > RANKED ? element("p", {}, element("a", { href: addressOf("contracts", {}) },
      `and ${number(worst.length - RANKED)} more: see the contracts`)) : null);
}

function coverageCard() {
  const coverage = report.coverage;
  const facts = [
    ["files analysed", coverage.analysed], ["lines", report.summary.lines], ["classes", coverage.classes],
    ["followed for facts only", coverage.followed], ["unparsable", coverage.unparsable.length],
    ["not analysed", coverage.not_analysed.length], ["skipped", coverage.skipped.length],
  ];
  return element("div", { class: "card" },
    element("h2", {}, "What was looked at"),
    element("dl", { class: "facts" }, facts.filter(([name, count], index) => index < 3 || count).map(([name, count]) =>
      element("div", {}, element("dt", {}, name), element("dd", {}, number(count))))),
    paths("Unparsable files", coverage.unparsable),
    paths("Files not analysed", coverage.not_analysed),
    reasons("Classes that are open, so not judged", coverage.open_classes),
    reasons("Imported names that are not resolved, so not judged", coverage.unresolved_names));
}

function paths(title, found) {
  if (!found.length) return null;
  return element("details", {}, element("summary", {}, `${title} (${number(found.length)})`),
    element("ul", {}, found.map((path) => element("li", {}, code(path)))));
}

function reasons(title, found) {
  if (!found.length) return null;
  const total = found.reduce((sum, entry) => sum + entry.count, 0);
  return element("details", {}, element("summary", {}, `${title} (${number(total)})`),
    element("ul", {}, found.map((entry) => element("li", {}, `${number(entry.count)}: `, prose(entry.reason)))));
}
