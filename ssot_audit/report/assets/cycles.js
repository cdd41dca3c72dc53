// A group of modules that need each other: on a circle, its neighbours to the sides.

const CIRCLE = { label: 25, halo: 30, side: 220, names: 150 };

function cycleCard(cycle, index) {
  const title = `${counted(cycle.size, "module")} that need each other`;
  const body = element("div", {});
  const fill = () => body.childElementCount || body.append(
    element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Drawing: ${title}` }, circle(cycle)),
    element("h3", {}, "A shortest way round"),
    element("ol", { class: "chain" }, cycle.steps.map((step) => element("li", {},
      code(step.importer), " imports ", code(step.target), " ",
      element("span", { class: "where" }, breakable(place(step)))))));
  const card = element("details", { class: "card contract", open: index < 3, toggle: () => card.open && fill() },
    element("summary", {}, element("h2", {}, title),
      element("span", { class: "faint" }, cycle.modules.slice(0, 3).map((one) => one.name).join(", ") + (cycle.size > 3 ? ", …" : ""))),
    body);
  if (card.open) fill();
  return card;
}

function circle(cycle) {
  const count = cycle.modules.length;
  const radius = Math.max(70, count * 10);
  const sides = Math.max(cycle.before.names.length, cycle.behind.names.length) + 1;
  const height = Math.max(2 * radius + 90, sides * 26 + 60);
  const outside = count > 2 ? CIRCLE.names : 0; // names beside the circle
  const left = outside + (cycle.before.count ? CIRCLE.side : 0);
  const right = outside + (cycle.behind.count ? CIRCLE.side : 0);
  const rim = radius + CIRCLE.halo;
  const width = left + 2 * rim + right;
  const center = { x: left + rim, y: height / 2 };
  const spots = cycle.modules.map((module, index) => {
    const angle = (2 * Math.PI * index) / count - Math.PI / 2;
    return { module, angle, x: center.x + radius * Math.cos(angle), y: center.y + radius * Math.sin(angle) };
  });
  return drawing(width, height, {
    role: "img",
    "aria-label": `${counted(cycle.size, "module")} on a cycle, imported by ${number(cycle.before.count)} others, importing ${number(cycle.behind.count)}`,
  },
  drawn("ellipse", { class: "halo", cx: center.x, cy: center.y, rx: rim, ry: rim }),
  neighbours(cycle.before, "imported by", { x: 8, sign: 1 }, { x: center.x - rim - outside, y: center.y }),
  neighbours(cycle.behind, "imports", { x: width - 8, sign: -1 }, { x: center.x + rim + outside, y: center.y }),
  cycle.edges.map(([from, to]) => chord(spots[from], spots[to], center, isStep(cycle, from, to))),
  spots.map((spot) => spotOf(spot, center, count)),
  cycle.size > count ? drawn("text", { class: "faint", x: center.x, y: height - 8, "text-anchor": "middle" },
    `and ${counted(cycle.size - count, "more module")}, not drawn`) : null);
}

/** The modules of the shortest way come first, in its order. */
function isStep(cycle, from, to) {
  return from < cycle.steps.length && to === (from + 1) % cycle.steps.length;
}

function chord(from, to, center, isShortest) {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  const bow = Math.min(distance / 700, 0.35); // 1: through the centre
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const turn = { x: -(to.y - from.y), y: to.x - from.x };
  const bent = { x: middle.x + (center.x - middle.x) * bow + turn.x * 0.12, y: middle.y + (center.y - middle.y) * bow + turn.y * 0.12 };
  return drawn("g", {},
    drawn("path", { class: `edge ${isShortest ? "tangled" : ""}`, d: `M${from.x} ${from.y} Q${bent.x} ${bent.y} ${to.x} ${to.y}`, fill: "none" }),
    arrowHead(bent, to, isShortest));
}

function arrowHead(from, to, isShortest) {
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const tip = { x: to.x - 8 * Math.cos(angle), y: to.y - 8 * Math.sin(angle) };
  const back = (turn) => `${tip.x - 8 * Math.cos(angle + turn)} ${tip.y - 8 * Math.sin(angle + turn)}`;
  return drawn("path", { class: `head ${isShortest ? "tangled" : ""}`, d: `M${tip.x} ${tip.y} L${back(0.4)} L${back(-0.4)}Z` });
}

function spotOf(spot, center, count) {
  const isRight = Math.cos(spot.angle) >= -0.01;
  const isPole = Math.abs(Math.cos(spot.angle)) < (count < 8 ? 0.2 : 0.05);
  const anchor = isPole ? "middle" : isRight ? "start" : "end";
  const dx = isPole ? 0 : isRight ? 11 : -11;
  const dy = isPole ? (Math.sin(spot.angle) < 0 ? -13 : 21) : 4;
  return drawn("g", { class: "spot" }, drawn("title", {}, spot.module.path),
    drawn("circle", { cx: spot.x, cy: spot.y, r: 6 }),
    drawn("text", { x: spot.x + dx, y: spot.y + dy, "text-anchor": anchor }, shortened(spot.module.name, CIRCLE.label)));
}

/** Names at one edge of the drawing, each with a line to the rim of the circle. */
function neighbours(side, label, edge, rim) {
  if (!side.count) return null;
  const anchor = edge.sign < 0 ? "end" : "start";
  const top = rim.y - ((side.names.length + 1) * 26) / 2;
  const line = (text, row, className) =>
    drawn("text", { class: className, x: edge.x, y: top + 8 + row * 26, "text-anchor": anchor }, drawn("title", {}, text), shortened(text, CIRCLE.label));
  const more = side.count - side.names.length;
  return drawn("g", { class: "side" },
    line(`${label} ${number(side.count)}`, 0, "faint"),
    side.names.flatMap((name, index) => {
      const start = { x: edge.x + edge.sign * (6 + textWidth(name)), y: top + 4 + (index + 1) * 26 };
      const half = (start.x + rim.x) / 2;
      return [line(name, index + 1, null),
        drawn("path", { class: "edge", fill: "none", d: `M${start.x} ${start.y} C${half} ${start.y} ${half} ${rim.y} ${rim.x} ${rim.y}` })];
    }),
    more > 0 ? line(`and ${number(more)} more`, side.names.length + 1, "faint") : null);
}

/** About how wide a label is: it is written in characters of one width. */
function textWidth(name) {
  return shortened(name, CIRCLE.label).length * 6.7;
}
