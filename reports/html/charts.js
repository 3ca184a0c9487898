// Charts, drawn by uPlot in the colours of the page.

// Hues that can be told apart on white and on black.
const PALETTE = ["#3b82f6", "#e8590c", "#2f9e44", "#c026d3", "#d4a017", "#0ea5a4", "#e03131", "#7c6cf0", "#8d6e63",
  "#84a819", "#d6598f", "#708090"];

// Distances between marks on an axis of counts.
const WHOLE = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8].flatMap((ten) => [ten, 2 * ten, 5 * ten]);

const charts = [];  // those that are on the page

function colourOf(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }

function nsText(ns) {
  if (ns === null || ns === undefined || Number.isNaN(ns)) return "\u2013";
  const [scale, unit] = ns < 1e3 ? [1, "ns"] : ns < 1e6 ? [1e3, "\u00b5s"] : ns < 1e9 ? [1e6, "ms"] : [1e9, "s"];
  return `${Number((ns / scale).toPrecision(3))} ${unit}`;
}

function numberText(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "\u2013";
  return value >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}

// On a logarithmic scale there are marks without a text. Lines for all of them are too many if there are many decades.
function lineMarks(plot, marks) {
  if (marks.length === 0 || marks[marks.length - 1] <= 100 * marks[0]) return marks;
  return marks.map((mark) => Math.abs(Math.log10(mark) % 1) < 1e-9 ? mark : null);
}

function axis(scale, text, label, logarithmic) {
  const lines = {stroke: () => colourOf("--line"), width: 1, ...(logarithmic ? {filter: lineMarks} : {})};
  return {stroke: () => colourOf("--faint"), grid: lines, ticks: lines, font: "12px system-ui, sans-serif", labelFont: "12px system-ui, sans-serif",
    label, labelSize: 18, size: scale === "y" ? 72 : 34, values: (_, marks) => marks.map((mark) => mark === null ? "" : text(mark))};
}

// lines: [{name, points: [[x, y]...], dashed}]. x and y: {label, text, logarithmic, min, marks}.
function chart({title, lines, x, y, height = 260}) {
  const place = el("figure", {class: "chart"}, el("figcaption", {}, title));
  if (lines.length === 0) {
    place.append(el("div", {class: "faint"}, "nothing was measured"));
    return place;
  }
  const tables = lines.map(({points}) => [points.map(([at]) => at), points.map(([, value]) => value)]);
  const scaleOf = ({logarithmic, min}) => logarithmic ? {distr: 3, log: logarithmic} :
    {range: (_, low, high) => [min ?? low, high === low ? high + 1 : high]};
  const options = {
    width: 400, height, cursor: {focus: {prox: 24}, points: {size: 7}}, focus: {alpha: 0.25},
    scales: {x: {time: false, ...scaleOf(x)}, y: scaleOf(y)},
    axes: [{...axis("x", x.text, x.label, false), ...(x.marks ? {splits: () => x.marks} : {incrs: WHOLE})}, axis("y", y.text, y.label, y.logarithmic)],
    series: [{label: x.label, value: (_, value) => value === null ? "" : x.text(value)},
      ...lines.map(({name, dashed, points}, index) => ({label: name, stroke: PALETTE[index % PALETTE.length], width: 1.5,
        dash: dashed ? [5, 4] : undefined, spanGaps: true, points: {show: points.length < 8, size: 6},
        value: (_, value) => value === null ? "" : y.text(value)}))],
  };
  const data = uPlot.join(tables);
  place.draw = () => {
    const width = place.clientWidth || 600;
    if (place.plot) place.plot.setSize({width, height});
    else place.plot = new uPlot({...options, width}, data, place);
  };
  charts.push(place);
  return place;
}

// Once they are in the page, and have a width.
function drawCharts() {
  for (let i = charts.length - 1; i >= 0; --i) {
    if (charts[i].isConnected) {
      charts[i].draw();
      continue;
    }
    if (charts[i].plot) charts[i].plot.destroy();
    charts.splice(i, 1);
  }
}

function redrawCharts() { charts.forEach(({plot}) => plot && plot.redraw(false, true)); }

// A row of the choices; the chosen one is pressed.
function choices(label, names, chosen, onChoose) {
  const buttons = names.map((name, index) => {
    const button = el("button", {"aria-pressed": String(index === chosen)}, name);
    button.addEventListener("click", () => {
      buttons.forEach((each) => each.setAttribute("aria-pressed", String(each === button)));
      onChoose(index);
      drawCharts();
    });
    return button;
  });
  return el("div", {class: "bar"}, el("span", {class: "faint"}, label), ...buttons);
}
