// Elements. All text gets onto the page through these functions, as text.

const SVG = "http://www.w3.org/2000/svg";

function element(tag, attributes, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

function drawn(tag, attributes, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

function byId(id) {
  return document.getElementById(id);
}

/** What stands between backticks is code. */
function prose(text) {
  const pieces = text.split("`");
  const last = pieces.length - 1;
  return pieces.map((piece, index) => {
    if (index % 2 && index < last) return element("code", {}, piece);
    return index % 2 ? "`" + piece : piece;
  });
}

/** Dotted names and paths may be broken where they have a joint. */
function breakable(name) {
  return name.split(/(?<=[./_])(?=[^./_])/).flatMap((piece, index) =>
    index ? [element("wbr"), piece] : [piece]);
}

function code(name) {
  return element("code", {}, breakable(name));
}

/** A text for those who cannot see. */
function unseen(text) {
  return element("span", { class: "unseen" }, text);
}

function heading(level, id, ...children) {
  return element(level, { id, tabindex: id ? "-1" : null }, ...children);
}

function table(className, caption, heads, rows) {
  return element("table", { class: className },
    element("caption", { class: "unseen" }, caption),
    element("thead", {}, element("tr", {}, heads.map((head) => element("th", { scope: "col" }, head)))),
    element("tbody", {}, rows));
}
