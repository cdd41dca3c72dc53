// The packages and what they import, drawn in layers from the importers to the imported.

const BOX = { height: 30, gap: 12, column: 210, width: 150, margin: 14 };

function packageGraph(graph) {
  const nodes = graph.packages.map((one, index) => ({ ...one, index, layer: 0, row: 0, targets: [], sources: [] }));
  for (const edge of graph.edges) {
    nodes[edge.from].targets.push(nodes[edge.to]);
    nodes[edge.to].sources.push(nodes[edge.from]);
  }
  const connected = nodes.filter((node) => node.targets.length || node.sources.length);
  placeInLayers(connected);
  const layers = orderedLayers(connected);
  const tallest = Math.max(...layers.map((layer) => layer.length), 1);
  const height = tallest * (BOX.height + BOX.gap) + 2 * BOX.margin;
  const width = (layers.length - 1) * BOX.column + BOX.width + 2 * BOX.margin;
  layers.forEach((layer, column) => layer.forEach((node, row) => {
    const free = height - layer.length * (BOX.height + BOX.gap) + BOX.gap;
    node.x = BOX.margin + column * BOX.column;
    node.y = free / 2 + row * (BOX.height + BOX.gap);
  }));
  const picture = drawn("svg", {
    class: "graph", viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": "Packages and their imports",
  }, graph.edges.map((edge) => packageEdge(nodes[edge.from], nodes[edge.to], edge)));
  picture.append(...connected.map((node) => packageBox(node, picture)));
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

/** Order each layer by the middle of its neighbours, a few times over. */
function orderedLayers(nodes) {
  const layers = [];
  for (const node of nodes) (layers[node.layer] ||= []).push(node);
  const renumber = (layer) => layer.forEach((node, row) => { node.row = row - (layer.length - 1) / 2; });
  layers.forEach(renumber);
  for (let round = 0; round < 8; round += 1) {
    for (const layer of round % 2 ? [...layers].reverse() : layers) {
      layer.sort((a, b) => middle(a) - middle(b) || a.index - b.index);
      renumber(layer);
    }
  }
  return layers;
}

function middle(node) {
  const neighbours = [...node.sources, ...node.targets];
  return neighbours.reduce((sum, each) => sum + each.row, 0) / neighbours.length;
}

function packageEdge(from, to, edge) {
  const isTangled = from.tangle !== null && from.tangle === to.tangle;
  const isForward = to.layer > from.layer;
  const start = { x: from.x + BOX.width, y: from.y + BOX.height / 2 };
  const end = { x: to.x + (isForward ? 0 : BOX.width), y: to.y + BOX.height / 2 };
  const bend = isForward ? Math.max((end.x - start.x) / 2, 30) : 24 + Math.abs(end.y - start.y) / 6;
  const second = isForward ? end.x - bend : end.x + bend;
  return drawn("path", {
    class: `edge ${isTangled ? "tangled" : ""}`, "data-from": from.index, "data-to": to.index,
    d: `M${start.x} ${start.y} C${start.x + bend} ${start.y} ${second} ${end.y} ${end.x} ${end.y}`,
    "stroke-width": Math.min(1 + Math.log2(edge.count) / 2, 4), fill: "none",
  });
}

function packageBox(node, picture) {
  const label = `${node.name}: ${counted(node.modules, "module")}, imports ${counted(node.targets.length, "package")}, `
    + `imported by ${number(node.sources.length)}${node.tangle === null ? "" : ", on a cycle"}`;
  return drawn("g", {
    class: `box ${node.tangle === null ? "" : "tangled"}`, transform: `translate(${node.x} ${node.y})`,
    tabindex: "0", role: "img", "aria-label": label,
    mouseenter: () => light(picture, node), mouseleave: () => light(picture, null),
    focus: () => light(picture, node), blur: () => light(picture, null),
  },
  drawn("title", {}, label),
  drawn("rect", { width: BOX.width, height: BOX.height, rx: 6 }),
  drawn("text", { x: 10, y: 19 }, shortened(node.name, 18)),
  drawn("text", { class: "faint", x: BOX.width - 8, y: 19, "text-anchor": "end" }, node.modules > 1 ? String(node.modules) : ""));
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
