// One finding in full: source, remedy, evidence, further places.

const STEPS = 100; // places that are listed at once

function detail(finding) {
  const rule = report.rulesByCode.get(finding.code);
  return element("div", { class: "detail" },
    sourceOf(finding),
    finding.help ? element("p", { class: "remedy" }, element("b", {}, "Remedy "), prose(finding.help)) : null,
    evidenceOf(finding),
    placesOf(finding),
    element("dl", { class: "about" },
      fact("Rule", [element("b", {}, finding.code), ` ${finding.name}`, rule ? ` – ${rule.summary}` : ""]),
      finding.precision ? fact("Precision", finding.precision) : null,
      finding.module ? fact("Module", code(finding.module)) : null,
      finding.symbol ? fact("Symbol", code(finding.symbol)) : null,
      finding.moved_from ? fact("Moved from", code(finding.moved_from)) : null,
      fact("Status", `${finding.status}: ${DESCRIBED[finding.status]}`),
      fact("Link", element("a", { href: `#${finding.key}` }, finding.key))));
}

function fact(name, ...children) {
  return element("div", {}, element("dt", {}, name), element("dd", {}, ...children));
}

function sourceOf(finding) {
  if (!finding.excerpt) return null;
  const [before, marked, after] = finding.excerpt;
  return element("pre", { class: "source", tabindex: "0", "aria-label": "Source line" },
    element("span", { class: "gutter", "aria-hidden": "true" }, String(finding.line)),
    element("code", {}, before, element("mark", { class: finding.level }, marked), after));
}

function evidenceOf(finding) {
  const steps = finding.evidence;
  const saysMore = steps.length > 1 || (steps.length === 1 && place(steps[0]) !== place(finding));
  if (!saysMore) return null;
  return element("div", {},
    element("h3", {}, "Evidence"),
    element("ol", { class: "chain" }, steps.slice(0, STEPS).map((step) => element("li", {},
      element("div", {}, prose(step.message), " ", element("span", { class: "where" }, breakable(place(step)))),
      step.source ? element("pre", {}, element("code", {}, step.source)) : null))),
    more(steps.length - STEPS));
}

function placesOf(finding) {
  const told = new Set([place(finding), ...finding.evidence.map(place)]);
  const others = finding.parts.filter((part) => !told.has(place(part)));
  if (!others.length) return null;
  return element("div", {},
    element("h3", {}, "Further places"),
    element("ul", { class: "places" }, others.slice(0, STEPS).map((part) => element("li", {},
      element("span", { class: "where" }, breakable(place(part))), " ", part.name ? code(part.name) : null))),
    more(others.length - STEPS));
}

function more(count) {
  return count > 0 ? element("p", { class: "faint" }, `and ${number(count)} more (see the JSON report)`) : null;
}
