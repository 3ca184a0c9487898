// What a benchmark of lockproof itself found.

function familyTable(rows) {
  const counters = [...new Set(rows.flatMap((row) => Object.keys(row.counters)))];
  const cells = (row) => row.error ? [el("td", {colspan: counters.length, class: "faint"}, row.error)] :
    counters.map((name) => el("td", {class: "number"}, name in row.counters ? numberText(row.counters[name]) : ""));
  return el("div", {class: "wide"}, el("table", {},
    el("thead", {}, el("tr", {}, el("th", {}, "benchmark"), ...counters.map((name) => el("th", {class: "number"}, name)))),
    el("tbody", {}, ...rows.map((row) => el("tr", {}, el("td", {}, row.name, el("small", {class: "faint"}, ` ${row.label}`)), ...cells(row))))));
}

function benchmarkPage() {
  const families = new Map();
  for (const row of data.benchmarks) {
    const name = row.name.split("/")[0];
    families.set(name, [...(families.get(name) || []), row]);
  }
  return [el("h1", {}, data.heading), el("pre", {class: "wide"}, data.text),
    ...[...families].map(([name, rows]) => el("section", {}, el("h2", {}, name), familyTable(rows)))];
}
