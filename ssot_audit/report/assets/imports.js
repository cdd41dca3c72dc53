// The view of imports: cycles in detail, packages as a whole.

function importsView() {
  const graph = report.imports;
  return [
    heading("h1", "imports-title", "Imports"),
    element("p", { class: "sum" }, graph.groups
      ? `${counted(graph.groups, "group")} of modules that need each other while they are imported`
      : "No module needs itself to be imported: there is no cycle."),
    packagesCard(graph),
    graph.cycles.map(cycleCard),
    graph.groups > graph.cycles.length ? element("p", { class: "faint" }, `and ${number(graph.groups - graph.cycles.length)} smaller groups`) : null,
  ];
}

function packagesCard(graph) {
  const { picture, alone } = packageGraph(graph);
  const names = graph.packages.map((one) => one.name);
  return element("div", { class: "card" },
    element("h2", {}, "Packages"),
    element("p", { class: "faint" }, "Production code; what imports is on the left of what it imports. Packages on a cycle are red and stand in an order that few imports are against; red lines are those. ",
      graph.not_drawn ? `${counted(graph.not_drawn, "smaller package")} left out.` : ""),
    graph.edges.length ? element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Drawing of the packages" }, picture)
      : element("p", {}, "No package imports another one."),
    alone.length ? element("p", { class: "faint" }, "Without imports among these: ", alone.slice(0, 20).flatMap((one) => [code(one.name), " "])) : null,
    graph.edges.length ? element("details", {}, element("summary", {}, "The same as a table"),
      table("edges", "Imports between packages", ["importer", "imports", "times"], graph.edges.map((edge) => element("tr", {},
        element("th", { scope: "row" }, code(names[edge.from])), element("td", {}, code(names[edge.to])),
        element("td", { class: "figure" }, number(edge.count)))))) : null);
}
