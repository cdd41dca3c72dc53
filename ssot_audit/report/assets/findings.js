// The table of findings, a page at a time.

const PAGE = 50; // findings on one page
const COLUMNS = { level: "Level", rule: "Rule", message: "Finding", place: "Place", status: "Status" };
const list = { parts: null, found: [], columns: [] };

function findingsView() {
  const isTold = new Set(report.all.map((finding) => finding.status)).size > 1;
  list.columns = Object.keys(COLUMNS).filter((name) => isTold || name !== "status");
  list.parts = {
    search: input("search", "q", "Search", "names, messages, paths"),
    path: input("text", "path", "Path contains", "src/shop"),
    rule: element("select", { id: "rule", change: (event) => choose({ rule: event.target.value }) }),
    level: element("fieldset", { class: "chips" }),
    status: element("fieldset", { class: "chips" }),
    sum: element("p", { class: "sum", role: "status" }),
    heads: element("tr", { role: "row" }),
    rows: element("tbody", { role: "rowgroup", keydown: moveInList }),
    pages: element("nav", { class: "pages", "aria-label": "Pages of findings" }),
    clear: element("button", { type: "button", class: "quiet", click: () => choose({ ...NOTHING_CHOSEN, view: "findings" }) }, "Clear filters"),
  };
  const parts = list.parts;
  return [
    heading("h1", "findings-title", "Findings"),
    element("form", { class: "card filters", role: "search", "aria-label": "Filter the findings", submit: (event) => event.preventDefault() },
      element("div", { class: "fields" }, parts.search, parts.path,
        field("rule", "Rule", parts.rule)),
      element("div", { class: "fields" }, parts.level, parts.status, parts.clear)),
    parts.sum,
    element("table", { class: "findings", role: "table", "aria-labelledby": "findings-title" },
      element("thead", { role: "rowgroup" }, parts.heads), parts.rows),
    parts.pages,
  ];
}

function input(type, name, label, hint) {
  return field(name, label, element("input", {
    type, id: name, placeholder: hint, autocomplete: "off", spellcheck: "false",
    input: (event) => choose({ [name]: event.target.value }),
  }));
}

function field(id, label, control) {
  return element("div", { class: "field" }, element("label", { for: id }, label), control);
}

/** Filters start at the first page, with no finding open. */
function choose(changes) {
  rewriteAddress({ page: "1", finding: "", ...changes });
  showFindings();
}

function showFindings() {
  const { found, counts } = filtered();
  list.found = found;
  turnToChosen();
  showFilters(counts);
  showHeads();
  showRows();
  showPages();
}

/** A finding that is asked for is shown, whatever the filters say. */
function turnToChosen() {
  const chosen = report.byKey.get(shown.finding);
  if (!chosen) return;
  let index = list.found.indexOf(chosen);
  if (index < 0) {
    list.found.unshift(chosen);
    index = 0;
  }
  shown.page = String(Math.floor(index / PAGE) + 1);
}

function showFilters(counts) {
  for (const name of ["q", "path"]) {
    if (byId(name).value !== shown[name]) byId(name).value = shown[name];
  }
  const present = new Set(report.all.map((finding) => finding.status));
  chips("level", "Level", LEVELS, counts.level);
  chips("status", "Status", STATUSES.filter((status) => present.has(status)), counts.status);
  const codes = [...new Set(report.all.map((finding) => finding.code))].sort();
  list.parts.rule.replaceChildren(
    element("option", { value: "" }, "every rule"),
    ...codes.map((ruleCode) => element("option", { value: ruleCode, selected: ruleCode === shown.rule },
      `${ruleCode} ${report.rulesByCode.get(ruleCode)?.name ?? ""} (${number(counts.rule.get(ruleCode) || 0)})`)));
  const isFiltered = ["q", "path", "rule", "level", "status"].some((name) => shown[name]);
  list.parts.clear.hidden = !isFiltered;
  list.parts.sum.textContent = summed(isFiltered);
}

function summed(isFiltered) {
  const open = report.all.filter((finding) => OPEN.has(finding.status)).length;
  if (!isFiltered) return counted(open, "open finding");
  return `${counted(list.found.length, "finding")} of ${number(report.all.length)}`;
}

function chips(facet, label, values, counts) {
  const chosen = new Set(chosenOf(facet));
  const focused = document.activeElement?.dataset?.chip;
  list.parts[facet].replaceChildren(element("legend", {}, label), ...values.map((value) =>
    element("button", {
      type: "button", class: `chip ${value}`, "data-chip": value, "aria-pressed": String(chosen.has(value)),
      click: () => {
        const next = new Set(chosenOf(facet));
        if (!next.delete(value)) next.add(value);
        choose({ [facet]: values.filter((each) => next.has(each)).join(",") });
      },
    }, value, element("span", { class: "count" }, number(counts.get(value) || 0)))));
  if (focused) list.parts[facet].querySelector(`[data-chip=${focused}]`)?.focus();
}

function showHeads() {
  const focused = document.activeElement?.dataset?.sort;
  list.parts.heads.replaceChildren(...list.columns.map((name) => {
    const isSorted = shown.sort === name;
    const direction = isSorted ? (shown.order === "down" ? "descending" : "ascending") : null;
    return element("th", { scope: "col", role: "columnheader", class: name, "aria-sort": direction },
      element("button", { type: "button", "data-sort": name, click: () => sortBy(name) }, COLUMNS[name],
        element("span", { class: "arrow", "aria-hidden": "true" }, isSorted ? (shown.order === "down" ? "↓" : "↑") : "")));
  }));
  if (focused) list.parts.heads.querySelector(`[data-sort=${focused}]`)?.focus();
}

/** Up, down, and then the order of relevance again. */
function sortBy(name) {
  if (shown.sort !== name) choose({ sort: name, order: "up" });
  else if (shown.order === "up") choose({ order: "down" });
  else choose({ sort: "relevance", order: "up" });
}

function pageCount() {
  return Math.max(Math.ceil(list.found.length / PAGE), 1);
}

function currentPage() {
  return Math.min(Math.max(Number.parseInt(shown.page, 10) || 1, 1), pageCount());
}

function showRows() {
  const start = (currentPage() - 1) * PAGE;
  const rows = list.found.slice(start, start + PAGE).flatMap((finding) => row(finding));
  if (!rows.length) rows.push(element("tr", { role: "row" }, element("td", { role: "cell", colspan: list.columns.length, class: "empty" }, emptiness())));
  list.parts.rows.replaceChildren(...rows);
}

function emptiness() {
  return report.all.length ? "No finding passes these filters." : "No finding. Every fact has one home.";
}

function row(finding) {
  const isOpen = finding.key === shown.finding;
  const cell = (name, ...children) => element("td", { role: "cell", class: name }, ...children);
  const line = element("tr", { role: "row", id: `row-${finding.key}`, class: `${finding.status} ${isOpen ? "open" : ""}` },
    cell("level", levelMark(finding.level)),
    cell("rule", element("span", { title: finding.name }, finding.code)),
    cell("message", element("button", {
      type: "button", class: "toggle", "aria-expanded": String(isOpen),
      "aria-controls": isOpen ? `detail-${finding.key}` : null, click: () => toggle(finding),
    }, element("span", {}, prose(finding.message)))),
    cell("place", element("span", { class: "where" }, breakable(place(finding)))),
    list.columns.includes("status") ? cell("status", statusMark(finding.status)) : null);
  if (!isOpen) return [line];
  return [line, element("tr", { role: "row", class: "more", id: `detail-${finding.key}` },
    element("td", { role: "cell", colspan: list.columns.length }, detail(finding)))];
}

/** Open a finding, or close it; the address says which one is open. */
function toggle(finding) {
  rewriteAddress({ page: String(currentPage()), finding: shown.finding === finding.key ? "" : finding.key });
  showRows();
  byId(`row-${finding.key}`)?.querySelector("button").focus({ preventScroll: true });
}

function showPages() {
  const page = currentPage();
  const count = pageCount();
  const turn = (label, to) => element("button", {
    type: "button", disabled: to < 1 || to > count,
    click: () => {
      choose({ page: String(to) });
      byId("findings-title").scrollIntoView();
      byId("findings-title").focus({ preventScroll: true });
    },
  }, label);
  list.parts.pages.hidden = count === 1;
  const first = (page - 1) * PAGE + 1;
  const last = Math.min(page * PAGE, list.found.length);
  list.parts.pages.replaceChildren(turn("← Previous", page - 1),
    element("span", {}, `${number(first)}–${number(last)} of ${number(list.found.length)}`),
    turn("Next →", page + 1));
}

/** Arrow keys go from finding to finding, Escape closes the open one. */
function moveInList(event) {
  const toggles = [...list.parts.rows.querySelectorAll(".toggle")];
  const index = toggles.indexOf(event.target);
  if (event.key === "Escape" && shown.finding) {
    toggle(report.byKey.get(shown.finding));
  } else if (index >= 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    toggles[index + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  } else {
    return;
  }
  event.preventDefault();
}

/** Bring the finding that the address names into sight. */
function scrollToChosen() {
  const line = byId(`row-${shown.finding}`);
  if (!line) return;
  line.scrollIntoView({ block: "start" });
  line.querySelector("button").focus({ preventScroll: true });
}
