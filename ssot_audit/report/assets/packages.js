// The packages and what they import, drawn in layers from the importers to the imported.

const BOX = { height: 30, gap: 12, between: 52, margin: 10, letter: 6.7, letters: 26, bundle: 7 };

function packageGraph(graph) {
  const nodes = graph.packages.map((one, index) => ({ ...one, index, targets: [], sources: [], times: new Map() }));
  for (const edge of graph.edges) {
    nodes[edge.from].targets.push(nodes[edge.to]);
    nodes[edge.to].sources.push(nodes[edge.from]);
    nodes[edge.from].times.set(nodes[edge.to], edge.count);
  }
  const connected = nodes.filter((node) => node.targets.length || node.sources.length);
  placeInLayers(connected);
  const routes = graph.edges.map((edge) => routed(edge, nodes[edge.from], nodes[edge.to]));
  routes.sort((a, b) => isAgainst(a) - isAgainst(b)); // red lines are drawn last
  const layers = orderedLayers([...connected, ...routes.flatMap((route) => route.waypoints)]);
  const size = placed(layers, connected);
  const attributes = { role: "group", "aria-label": "Packages and their imports" };
  const picture = drawing(size.width, size.height, attributes, routes.map((route) => packageEdge(route, size.box)));
  picture.append(...connected.map((node) => packageBox(node, size.box, picture)));
  return { picture, alone: nodes.filter((node) => !connected.includes(node)) };
}

/** Groups on a cycle share a layer; all others come behind their importers. */
function placeInLayers(nodes) {
  const blocks = new Map();
  for (const node of nodes) {
    node.block = node.tangle === null ? `node ${node.index}` : `tangle ${node.tangle}`;
    if (!blocks.has(node.block)) blocks.set(node.block, []);
    blocks.get(node.block).push(node);
  }
  for (const block of blocks.values()) sequence(block);
  const depth = new Map();
  const depthOf = (name) => {
    if (!depth.has(name)) {
      const importers = blocks.get(name).flatMap((node) => node.sources).filter((node) => node.block !== name);
      depth.set(name, Math.max(0, ...importers.map((node) => depthOf(node.block) + 1)));
    }
    return depth.get(name);
  };
  for (const node of nodes) node.layer = depthOf(node.block);
}

/**
 * Number the nodes of a cycle so that few imports go against the order: P. Eades, X. Lin,
 * W. F. Smyth, A fast and effective heuristic for the feedback arc set problem (1993).
 */
function sequence(nodes) {
  const left = new Set(nodes);
  const first = [];
  const last = [];
  const times = (from, to) => (left.has(from) && left.has(to) && from.times.get(to)) || 0;
  const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);
  const lead = (node) => {
    const out = sum(node.targets.map((target) => times(node, target)));
    const back = sum(node.sources.map((source) => times(source, node)));
    return { node, out, back };
  };
  while (left.size) {
    const leads = [...left].map(lead);
    const end = leads.find((each) => !each.out);
    const start = leads.find((each) => !each.back)
      || leads.reduce((best, each) => (each.out - each.back > best.out - best.back ? each : best));
    if (end) last.unshift(end.node);
    else first.push(start.node);
    left.delete((end || start).node);
  }
  [...first, ...last].forEach((node, turn) => { node.turn = turn; });
}

/** An edge over several layers gets a place of its own in each, so it crosses no box. */
function routed(edge, from, to) {
  const waypoints = [];
  for (let layer = from.layer + 1; layer < to.layer; layer += 1) {
    waypoints.push({ layer, isWaypoint: true, index: from.index, sources: [], targets: [] });
  }
  const stops = [from, ...waypoints, to];
  waypoints.forEach((point, index) => {
    point.sources.push(stops[index]);
    point.targets.push(stops[index + 2]);
  });
  return { edge, from, to, waypoints, stops };
}

/** Order each layer by the middle of its neighbours, a few times over. */
function orderedLayers(nodes) {
  const layers = [];
  for (const node of nodes) (layers[node.layer] ||= []).push(node);
  const renumber = (layer) => layer.forEach((node, row) => { node.row = (row + 0.5) / layer.length; });
  layers.forEach(renumber);
  for (let round = 0; round < 12; round += 1) {
    for (const layer of round % 2 ? [...layers].reverse() : layers) {
      const height = heightsOf(layer);
      layer.sort((a, b) => height.get(a) - height.get(b) || (a.turn ?? 0) - (b.turn ?? 0) || a.index - b.index);
      renumber(layer);
    }
  }
  return layers;
}

/** Where each node wants to be; those on a cycle stay together. */
function heightsOf(layer) {
  const groups = Map.groupBy(layer, (node) => (node.isWaypoint ? node : node.block));
  const heights = new Map();
  for (const group of groups.values()) {
    const height = group.reduce((total, node) => total + middle(node), 0) / group.length;
    for (const node of group) heights.set(node, height);
  }
  return heights;
}

function middle(node) {
  const neighbours = [...node.sources, ...node.targets];
  return neighbours.reduce((sum, each) => sum + each.row, 0) / neighbours.length;
}

/** Give all nodes their place; return what the drawing measures. */
function placed(layers, nodes) {
  const letters = Math.min(Math.max(...nodes.map((node) => node.name.length), 0), BOX.letters);
  const box = letters * BOX.letter + 46;
  const heightOf = (node) => (node.isWaypoint ? BOX.bundle : BOX.height + BOX.gap);
  const heights = layers.map((layer) => layer.reduce((sum, node) => sum + heightOf(node), 0));
  const height = Math.max(...heights, 0);
  let x = BOX.margin;
  layers.forEach((layer, column) => {
    let y = BOX.margin + (height - heights[column]) / 2;
    for (const node of layer) {
      node.x = x;
      node.y = y + heightOf(node) / 2;
      y += heightOf(node);
    }
    const tangled = layer.filter((node) => node.block && node.tangle !== null).length;
    x += box + (tangled ? bendOf(tangled * (BOX.height + BOX.gap)) : 0);
    if (column < layers.length - 1) x += BOX.between;
  });
  return { box, height: height + 2 * BOX.margin, width: x + BOX.margin };
}

/** Whether an edge leads back to where its importer is needed. */
function isAgainst({ from, to }) {
  return from.block === to.block && to.turn < from.turn;
}

function packageEdge(route, box) {
  const { edge, from, to } = route;
  return drawn("path", {
    class: `edge ${isAgainst(route) ? "tangled" : ""}`, "data-from": from.index, "data-to": to.index,
    d: to.layer > from.layer ? forward(route.stops, box) : around(from, to, box),
    "stroke-width": Math.min(1 + Math.log2(edge.count) / 2, 3.5), fill: "none",
  }, drawn("title", {}, `${from.name} imports ${to.name}, ${counted(edge.count, "time")}`));
}

/** Through all waypoints, level where it passes a layer. */
function forward(stops, box) {
  let path = `M${stops[0].x + box} ${stops[0].y}`;
  stops.slice(1).forEach((stop, index) => {
    const before = stops[index];
    const left = before.x + box;
    const half = (stop.x - left) / 2;
    path += ` C${left + half} ${before.y} ${stop.x - half} ${stop.y} ${stop.x} ${stop.y}`;
    if (stop.isWaypoint) path += ` L${stop.x + box} ${stop.y}`;
  });
  return path;
}

function bendOf(distance) {
  return Math.min(20 + distance / 4, 120);
}

/** Within a layer: out to the right and back. */
function around(from, to, box) {
  const bend = bendOf(Math.abs(to.y - from.y)) * 1.25;
  return `M${from.x + box} ${from.y} C${from.x + box + bend} ${from.y} ${to.x + box + bend} ${to.y} ${to.x + box} ${to.y}`;
}

function packageBox(node, box, picture) {
  const label = `${node.name}: ${counted(node.modules, "module")}, imports ${counted(node.targets.length, "package")}, `
    + `imported by ${number(node.sources.length)}${node.tangle === null ? "" : ", on a cycle"}`;
  return drawn("g", {
    class: `box ${node.tangle === null ? "" : "tangled"}`, transform: `translate(${node.x} ${node.y - BOX.height / 2})`,
    tabindex: "0", role: "img", "aria-label": label,
    mouseenter: () => light(picture, node), mouseleave: () => light(picture, null),
    focus: () => light(picture, node), blur: () => light(picture, null),
  },
  drawn("title", {}, label),
  drawn("rect", { width: box, height: BOX.height, rx: 6 }),
  drawn("text", { x: 10, y: 19 }, shortened(node.name, BOX.letters)),
  drawn("text", { class: "faint", x: box - 8, y: 19, "text-anchor": "end" }, node.modules > 1 ? String(node.modules) : ""));
}

/** Light the edges of one package, dim the others. */
function light(picture, node) {
  picture.classList.toggle("lit", node !== null);
  for (const edge of picture.querySelectorAll(".edge")) {
    const isOut = node !== null && edge.dataset.from === String(node.index);
    const isIn = node !== null && edge.dataset.to === String(node.index);
    edge.classList.toggle("out", isOut);
    edge.classList.toggle("in", isIn);
  }
}

/** The end of a name tells more than its beginning. */
function shortened(name, most) {
  return name.length <= most ? name : "…" + name.slice(1 - most);
}
