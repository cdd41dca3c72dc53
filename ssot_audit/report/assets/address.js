// What is shown is written in the fragment of the address, so that it can be sent on.

const VIEWS = { overview: "Overview", findings: "Findings", contracts: "Contracts", imports: "Imports" };
const FINGERPRINT = /^[0-9a-f]{32}(\.\d+)?$/;
const NOTHING_CHOSEN = {
  view: "overview", q: "", path: "", rule: "", level: "", status: "",
  sort: "relevance", order: "up", page: "1", finding: "",
};

const shown = { ...NOTHING_CHOSEN };

function readAddress() {
  const fragment = location.hash.slice(1);
  Object.assign(shown, NOTHING_CHOSEN);
  if (FINGERPRINT.test(fragment)) {
    Object.assign(shown, { view: "findings", finding: fragment });
    return;
  }
  for (const [name, value] of new URLSearchParams(fragment)) {
    if (Object.hasOwn(NOTHING_CHOSEN, name)) shown[name] = value;
  }
  if (!Object.hasOwn(VIEWS, shown.view)) shown.view = "overview";
}

function address(changes) {
  const wanted = { ...shown, ...changes };
  const entries = Object.entries(wanted).filter(([name, value]) => value !== NOTHING_CHOSEN[name]);
  const others = entries.filter(([name]) => name !== "finding" && name !== "view");
  if (wanted.finding && wanted.view === "findings" && !others.length) return `#${wanted.finding}`;
  return `#${new URLSearchParams(entries)}`;
}

/** The address of a view with nothing chosen but what is given. */
function addressOf(view, chosen) {
  return address({ ...NOTHING_CHOSEN, view, ...chosen });
}

/** Change what is shown without a new entry in the history. */
function rewriteAddress(changes) {
  const target = address(changes);
  Object.assign(shown, changes);
  try {
    history.replaceState(null, "", target);
  } catch {
    // A frame without an origin of its own may not; the page works all the same.
  }
}

function chosenOf(name) {
  return shown[name] ? shown[name].split(",") : [];
}
