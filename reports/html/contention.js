// What `lockproof bench` found.

const COLUMNS = [["p50", nsText], ["p90", nsText], ["p99", nsText], ["p99.9", nsText], ["max", nsText], ["handoff", nsText],
  ["throughput", numberText], ["jain", numberText], ["longest_run", numberText], ["cpu", nsText], ["switches", numberText]];
const TITLES = {throughput: "acquired/s", jain: "Jain", longest_run: "in a row", cpu: "CPU"};

function groupsOf(rows) {
  const groups = new Map();
  for (const row of rows) {
    const pace = row.rate ? `open loop, ${numberText(row.rate)}/s` : "closed loop";
    const name = `${row.workload} in ${row.directory}, ${pace}`;
    groups.set(name, [...(groups.get(name) || []), row]);
  }
  return groups;
}

// A line for each lock; the references are dashed, and come last.
function linesOf(rows, pointsOf) {
  const names = [...new Set([...rows.filter(({note}) => !note), ...rows].map(({lock}) => lock))];
  return names.map((name) => {
    const own = rows.filter(({lock, unmeasured}) => lock === name && !unmeasured);
    return {name, dashed: rows.some(({lock, note}) => lock === name && note), points: pointsOf(own).filter(([, value]) => value !== null)};
  });
}

function byWorkers(rows, figure) {
  return linesOf(rows, (own) => own.map((row) => [row.workers, row.figures[figure]])).filter(({points}) => points.length);
}

function againstWorkers(title, rows, figure, y) {
  const marks = [...new Set(rows.map(({workers}) => workers))].sort((a, b) => a - b);
  return chart({title, lines: byWorkers(rows, figure), y, x: {label: "processes", text: numberText, logarithmic: 2, marks}});
}

// p90 is as far from p99 as p99 from p99.9.
function percentileChart(rows, workers) {
  const own = rows.filter((row) => row.workers === workers);
  const text = (at) => at < 1.001 ? "fastest" : `p${Number((100 - 100 / at).toFixed(3))}`;
  return chart({title: `Acquisition, ${countText(workers, "process")}`,
    lines: linesOf(own, ([row]) => row ? row.curve.filter(([share]) => share < 1).map(([share, ns]) => [1 / (1 - share), Math.max(1, ns)]) : [])
      .filter(({points}) => points.length),
    x: {label: "percentile", text, logarithmic: 10, marks: [1, 10, 100, 1000, 10000, 100000]},
    y: {label: "latency", text: nsText, logarithmic: 10}});
}

function figuresTable(rows, workers) {
  const cells = (row) => row.unmeasured ? [el("td", {colspan: COLUMNS.length + 2, class: "faint"}, row.unmeasured)] :
    [...COLUMNS.map(([figure, text]) => el("td", {class: "number"}, text(row.figures[figure]))),
      el("td", {class: "number"}, numberText(row.calls)),
      el("td", {class: "number", title: row.ratio ? `95 %: ${numberText(row.ratio.low)} to ${numberText(row.ratio.high)}` : ""},
        row.ratio ? `${numberText(row.ratio.median)}\u00d7` : "")];
  const own = rows.filter((row) => row.workers === workers);
  return el("div", {class: "wide"}, el("table", {}, el("thead", {}, el("tr", {}, el("th", {}, "lock"),
    ...[...COLUMNS.map(([figure]) => TITLES[figure] || figure), "calls", `of ${data.compared_with}`].map((title) => el("th", {class: "number"}, title)))),
  el("tbody", {}, ...own.map((row) => el("tr", {}, el("td", {title: row.note}, row.lock, row.note ? el("small", {class: "faint"}, ` ${row.note}`) : ""),
    ...cells(row))))));
}

function groupPart(name, rows) {
  const numbers = [...new Set(rows.map(({workers}) => workers))].sort((a, b) => a - b);
  const curves = el("div", {});
  const table = el("div", {});
  const choose = (index) => {
    curves.replaceChildren(percentileChart(rows, numbers[index]));
    table.replaceChildren(figuresTable(rows, numbers[index]));
  };
  choose(numbers.length - 1);
  const parts = [curves];
  if (numbers.length > 1)
    parts.push(againstWorkers("Median acquisition", rows, "p50", {label: "latency", text: nsText, logarithmic: 10}),
      againstWorkers("Throughput", rows, "throughput", {label: "acquisitions/s", text: numberText, logarithmic: 10}),
      againstWorkers("Fairness (Jain: 1 is fair)", rows, "jain", {label: "Jain's index", text: numberText, min: 0}));
  return el("section", {}, el("h2", {}, name), choices("Processes:", numbers.map(String), numbers.length - 1, choose),
    el("div", {class: "charts"}, ...parts), table);
}

function contentionPage() {
  const noisy = data.spread > 0.2 ? ` This machine was noisy: runs of one and the same lock lie ${percentText(data.spread)} apart.` : "";
  return [el("h1", {}, "Locks under contention"),
    el("div", {class: "faint"}, `version ${data.version}; ${data.machine.map(([what, words]) => `${what}: ${words}`).join("; ")}`),
    el("p", {class: "faint"}, `Real processes, real time. Percentiles are of all runs together. Dashed: there for comparison only.${noisy}`),
    ...[...groupsOf(data.contention)].map(([name, rows]) => groupPart(name, rows))];
}
