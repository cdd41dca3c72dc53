// Contracts: who is held to what, and keeps it, as a heat map for each contract.

const CONTRACTS = 40; // contracts that are listed at once
const CELLS = {
  present: ["✓", "is there"],
  missing: ["✗", "is missing"],
  incompatible: ["≠", "is there, but not as callers need it"],
  unsure: ["~", "something else may give it"],
  unknown: ["?", "cannot be told"],
  none: ["", "is not owed"],
};
const matrix = { all: [], only: true, words: "", most: CONTRACTS, list: null, sum: null };

function contractsView() {
  matrix.all = report.contracts.filter((contract) => contract.classes.length).map((contract) => ({ ...contract, tally: tallied(contract) }));
  matrix.all.sort((a, b) => b.tally.lapses - a.tally.lapses);
  matrix.only = matrix.all.some((contract) => contract.tally.lapses);
  matrix.list = element("div", {});
  matrix.sum = element("p", { class: "sum", role: "status" });
  const view = [
    heading("h1", "contracts-title", "Contracts"),
    element("form", { class: "card filters", role: "search", "aria-label": "Filter the contracts", submit: (event) => event.preventDefault() },
      element("div", { class: "fields" },
        field("contract-search", "Search", element("input", {
          type: "search", id: "contract-search", placeholder: "interface, class, member", autocomplete: "off",
          input: (event) => narrow({ words: event.target.value.toLowerCase() }),
        })),
        element("label", { class: "check" }, element("input", {
          type: "checkbox", id: "not-kept", checked: matrix.only,
          change: (event) => narrow({ only: event.target.checked }),
        }), "Only those not kept")),
      legend()),
    matrix.sum,
    matrix.list,
  ];
  showContracts();
  return view;
}

function legend() {
  return element("p", { class: "legend" }, Object.entries(CELLS).filter(([state]) => state !== "none").map(([state, [sign, words]]) =>
    element("span", {}, element("i", { class: `cell ${state}`, "aria-hidden": "true" }, sign), words)));
}

function narrow(changes) {
  Object.assign(matrix, { most: CONTRACTS }, changes);
  showContracts();
}

function showContracts() {
  const found = matrix.all.filter((contract) =>
    (!matrix.only || contract.tally.lapses) && (!matrix.words || spoken(contract).includes(matrix.words)));
  const rest = found.length - matrix.most;
  matrix.sum.textContent = matrix.all.length
    ? `${counted(found.length, "contract")} of ${number(matrix.all.length)}` : "No class is held to a contract.";
  matrix.list.replaceChildren(...found.slice(0, matrix.most).map((contract, index) => contractCard(contract, index < 6)));
  if (rest > 0) {
    matrix.list.append(element("button", { type: "button", click: () => narrow({ most: matrix.most + CONTRACTS }) },
      `Show ${number(Math.min(rest, CONTRACTS))} more of ${number(rest)}`));
  }
}

function spoken(contract) {
  return [contract.contract, ...contract.members, ...contract.classes.map((one) => one.class)].join("\n").toLowerCase();
}

function tallied(contract) {
  const judged = contract.classes.filter((one) => one.unknown === null);
  const owed = judged.reduce((sum, one) => sum + one.owed.length, 0);
  const lapses = contract.classes.reduce((sum, one) => sum + lapsed(one).size, 0);
  const met = Math.max(owed - judged.reduce((sum, one) => sum + lapsed(one).size, 0), 0);
  return { owed, lapses, met, percent: owed ? Math.floor((1000 * met) / owed) / 10 : null };
}

function lapsed(one) {
  return new Set([...one.missing, ...one.incompatible.map((lapse) => lapse.member)]);
}

function contractCard(contract, isOpen) {
  const body = element("div", {});
  const fill = () => body.childElementCount || body.append(...contractBody(contract));
  const card = element("details", { class: "card contract", open: isOpen, toggle: () => card.open && fill() },
    element("summary", {},
      element("h2", { title: contract.contract }, code(contract.contract)),
      element("span", { class: "faint" }, `${contract.origin}, ${counted(contract.classes.length + contract.others, "class", "classes")}`),
      contract.tally.lapses
        ? element("span", { class: "lapses" }, `${counted(contract.tally.lapses, "member")} not kept`)
        : element("span", { class: "kept" }, "kept")),
    body);
  if (isOpen) fill();
  return card;
}

function contractBody(contract) {
  return [
    contract.place ? element("p", { class: "where" }, breakable(place(contract.place))) : null,
    element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Matrix of ${contract.contract}` }, heatMap(contract)),
    contract.others ? element("p", { class: "faint" }, `Left out: ${counted(contract.others, "class", "classes")} that ${contract.others === 1 ? "does" : "do"} not fall short.`) : null,
    breaches(contract),
  ].filter(Boolean);
}

function heatMap(contract) {
  const longest = Math.max(...contract.members.map((member) => member.length));
  const map = element("table", { class: "heat" },
    element("caption", { class: "unseen" }, `Which class keeps which member of ${contract.contract}`),
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "class"),
      contract.members.map((member) => element("th", { scope: "col", class: "member", title: member },
        element("span", {}, member))), element("th", { scope: "col", class: "figure" }, "kept"))),
    element("tbody", {}, contract.classes.map((one) => heatRow(contract, one))));
  map.style.setProperty("--longest", Math.min(longest, 26)); // what the slanted heads need
  return map;
}

function heatRow(contract, one) {
  const states = statesOf(one);
  return element("tr", {},
    element("th", { scope: "row", title: `${one.class}: ${one.held.join("; ")}` },
      element("a", { href: addressOf("findings", { q: one.class }) }, code(lastPart(one.class)))),
    contract.members.map((member) => heatCell(member, states)),
    element("td", { class: "figure" }, one.unknown === null ? `${one.owed.length - lapsed(one).size}/${one.owed.length}` : "?"));
}

/** The state of each owed member; the worst that is said of it counts. */
function statesOf(one) {
  const states = new Map(one.owed.map((member) => [member, one.unknown === null ? "present" : "unknown"]));
  for (const member of one.unsure) states.set(member, "unsure");
  for (const lapse of one.incompatible) states.set(lapse.member, "incompatible");
  for (const member of one.missing) states.set(member, "missing");
  return states;
}

function heatCell(member, states) {
  const state = states.get(member) || "none";
  const [sign, words] = CELLS[state];
  return element("td", { class: `cell ${state}`, title: `${member} ${words}` },
    element("span", { "aria-hidden": "true" }, sign), unseen(words));
}

/** In words, what a mark in the map cannot say. */
function breaches(contract) {
  const lines = contract.classes.flatMap((one) => [
    ...one.incompatible.map((lapse) => element("li", {},
      code(`${lastPart(one.class)}.${lapse.member}`), " ", prose(lapse.detail), " ",
      element("span", { class: "where" }, breakable(place(lapse.place))))),
    one.unknown === null ? null : element("li", {}, code(lastPart(one.class)), " is not judged: ", prose(one.unknown)),
  ]).filter(Boolean);
  return lines.length ? element("ul", { class: "places" }, lines.slice(0, STEPS)) : null;
}
