// Charts. Each has its figures as text beside it, so the drawing itself is not read out.

const RING = { size: 132, radius: 56, width: 10 };

function grade(percent) {
  if (percent === null) return "none";
  if (percent >= 95) return "good";
  return percent >= 70 ? "fair" : "poor";
}

function ring(figure) {
  const { size, radius, width } = RING;
  const around = 2 * Math.PI * radius;
  const share = (figure.now.percent || 0) / 100;
  const circle = (attributes) => drawn("circle", {
    cx: size / 2, cy: size / 2, r: radius, fill: "none", "stroke-width": width, ...attributes,
  });
  const turned = `rotate(-90 ${size / 2} ${size / 2})`;
  const picture = drawn("svg", { viewBox: `0 0 ${size} ${size}`, class: "ring", "aria-hidden": "true" },
    circle({ class: "track" }),
    circle({
      class: `arc ${grade(figure.now.percent)}`, transform: turned,
      "stroke-dasharray": `${around * share} ${around}`,
    }));
  if (figure.before && figure.before.percent !== null) {
    const turn = `rotate(${figure.before.percent * 3.6} ${size / 2} ${size / 2})`;
    const top = size / 2 - radius;
    picture.append(drawn("line", {
      class: "tick", transform: turn, x1: size / 2, x2: size / 2, y1: top - width / 2 - 3, y2: top + width / 2 + 3,
    }));
  }
  return picture;
}

/** A drawing that shrinks to what can still be read, and is scrolled from there. */
function drawing(width, height, attributes, ...children) {
  const picture = drawn("svg", { class: "graph", viewBox: `0 0 ${width} ${height}`, width, height, ...attributes }, ...children);
  picture.style.minWidth = `${Math.round(width * 0.85)}px`;
  return picture;
}

/** A bar of a ratio, with a tick where it was before. */
function ratioBar(figure) {
  const percent = figure.now.percent;
  const picture = drawn("svg", { class: "bar-chart", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
    drawn("rect", { class: "track", x: 0, y: 0, width: 100, height: 8 }));
  if (percent !== null) {
    picture.append(drawn("rect", { class: `fill ${grade(percent)}`, x: 0, y: 0, width: percent, height: 8 }));
  }
  if (figure.before && figure.before.percent !== null) {
    const x = Math.min(Math.max(figure.before.percent, 0.4), 99.6);
    picture.append(drawn("line", { class: "tick", x1: x, x2: x, y1: 0, y2: 8 }));
  }
  return picture;
}

/** A bar of counts by level, of a length that compares it with the longest. */
function levelBar(counts, longest) {
  const picture = drawn("svg", { class: "bar-chart", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" });
  let x = 0;
  for (const level of LEVELS) {
    const width = (100 * (counts[level] || 0)) / longest;
    if (width) picture.append(drawn("rect", { class: `fill ${level}`, x, y: 0, width, height: 8 }));
    x += width;
  }
  return picture;
}
