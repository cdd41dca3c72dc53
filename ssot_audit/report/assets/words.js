// How numbers, levels and states are worded.

const LEVELS = ["error", "warning", "note"];
const STATUSES = ["new", "fixed", "moved", "unchanged", "baselined", "suppressed"];
const OPEN = new Set(["new", "moved", "unchanged", "baselined"]);

const DESCRIBED = {
  new: "was not there before",
  fixed: "was there before, and is no more",
  moved: "was there before, in another module",
  unchanged: "was there before",
  baselined: "is accepted by the baseline",
  suppressed: "is hidden by a comment in the source",
};

const grouped = new Intl.NumberFormat("en");

function number(value) {
  return grouped.format(value);
}

function counted(value, noun, plural) {
  return `${number(value)} ${value === 1 ? noun : plural || noun + "s"}`;
}

function percentage(ratio) {
  return ratio.percent === null ? "not computed" : `${ratio.percent.toFixed(1)} %`;
}

function difference(figure) {
  if (!figure.before || figure.before.percent === null || figure.now.percent === null) return null;
  return Math.round((figure.now.percent - figure.before.percent) * 10) / 10;
}

function signed(value) {
  if (value === 0) return "±0";
  return (value > 0 ? "+" : "−") + Math.abs(value).toFixed(1);
}

function place(at) {
  return `${at.path}:${at.line}`;
}

/** The last part of a dotted name or a path. */
function lastPart(name) {
  return name.split(/[./]/).pop();
}

function levelMark(level) {
  const shapes = {
    error: drawn("path", { d: "M5 1h6l4 4v6l-4 4H5l-4-4V5z" }),
    warning: drawn("path", { d: "M8 1.5 15.5 15H.5z" }),
    note: drawn("circle", { cx: 8, cy: 8, r: 6 }),
  };
  return element("span", { class: `level ${level}` },
    drawn("svg", { viewBox: "0 0 16 16", width: 11, height: 11, "aria-hidden": "true" }, shapes[level]),
    level);
}

function statusMark(status) {
  return element("span", { class: `status ${status}`, title: DESCRIBED[status] }, status);
}
