// Start, and show what the address asks for.

const BUILT = { overview: overviewView, findings: findingsView, contracts: contractsView, imports: importsView };

function start() {
  readReport();
  document.title = `${report.project}: ssot-audit ${report.gate.passed ? "passed" : "failed"}`;
  byId("project").replaceChildren(element("b", {}, report.project), element("span", { class: "faint" }, " ssot-audit"));
  byId("foot").textContent = `ssot-audit ${report.tool.version}`
    + (report.configuration ? `, configured by ${report.configuration}` : "");
  byId("theme").addEventListener("click", changeTheme);
  byId("skip").addEventListener("click", skip);
  applyTheme(rememberedTheme());
  addEventListener("hashchange", show);
  show();
}

function skip(event) {
  event.preventDefault(); // the fragment is for what is shown
  byId("main").focus();
}

function show() {
  readAddress();
  for (const name of Object.keys(VIEWS)) {
    const section = byId(name);
    section.hidden = name !== shown.view;
    if (!section.hidden && !section.childElementCount) {
      section.append(...BUILT[name]().flat().filter((child) => child !== null));
    }
  }
  showViews();
  if (shown.view === "findings") showFindings();
  if (shown.finding) scrollToChosen();
  else scrollTo(0, 0);
}

function showViews() {
  const open = report.all.filter((finding) => OPEN.has(finding.status)).length;
  const counts = { findings: open, contracts: report.contracts.filter((one) => one.classes.some((each) => lapsed(each).size)).length, imports: report.imports.groups };
  byId("views").replaceChildren(...Object.entries(VIEWS).map(([name, label]) =>
    element("a", { href: addressOf(name, {}), "aria-current": name === shown.view ? "page" : null },
      label, counts[name] ? element("span", { class: "count" }, number(counts[name])) : null)));
}

document.addEventListener("DOMContentLoaded", start);
