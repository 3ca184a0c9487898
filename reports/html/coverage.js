// What a campaign has seen of what can happen, and which strategy has seen it.

function percentText(share) { return `${Number((100 * share).toPrecision(2))} %`; }

function classesText({classes, exact}) { return `${exact ? "" : "about "}${classes.toLocaleString("en")}`; }

function isTried(result) { return result.outcome !== "skipped" && result.coverage.firsts.length > 0; }

// The number of classes met, after so many executions: overall, and by those that a strategy met first.
function coverageLines(result) {
  const {coverage} = result;
  const line = (name, firsts, dashed) => {
    const points = firsts.map((first, index) => [first + 1, (index + 1) * coverage.scale]);
    if (points.length) points.push([result.executions, points[points.length - 1][1]]);
    return {name, dashed, points: points.filter(([at], index) => index + 1 === points.length || points[index + 1][0] !== at)};
  };
  const lines = [line("all", coverage.firsts.map(([first]) => first), false)];
  if (coverage.strategies.length > 1)
    coverage.strategies.forEach(({name}, index) =>
      lines.push(line(name, coverage.firsts.filter(([, by]) => by === index).map(([first]) => first), true)));
  return lines.filter(({points}) => points.length);
}

function coverageChart(result) {
  return chart({title: `${result.lock} in ${result.scenario}: classes met`, lines: coverageLines(result),
    x: {label: "executions", text: numberText}, y: {label: "classes", text: numberText, min: 0}, height: 300});
}

// Over all results: who made the executions, who met the classes first, who found the violations.
function strategyShares() {
  const shares = new Map();
  const shareOf = (name) => {
    if (!shares.has(name)) shares.set(name, {executions: 0, classes: 0, findings: 0});
    return shares.get(name);
  };
  for (const result of data.results.filter(isTried)) {
    const {coverage} = result;
    coverage.strategies.forEach(({name, executions}) => { shareOf(name).executions += executions; });
    coverage.firsts.forEach(([, by]) => { shareOf(coverage.strategies[by].name).classes += coverage.scale; });
    if (result.found_by) shareOf(result.found_by).findings += 1;
  }
  return shares;
}

function sharesTable() {
  const shares = [...strategyShares()];
  const columns = [["executions", "executions"], ["classes met first", "classes"], ["violations found", "findings"]];
  const total = (key) => shares.reduce((sum, [, share]) => sum + share[key], 0);
  const bar = (value, all) => el("td", {}, el("div", {class: "share"}, el("i", {style: `width:${all ? 100 * value / all : 0}%`}),
    el("span", {}, all ? `${Math.round(value).toLocaleString("en")} (${percentText(value / all)})` : "\u2013")));
  return el("div", {class: "wide"}, el("table", {class: "shares"},
    el("thead", {}, el("tr", {}, el("th", {}, "strategy"), ...columns.map(([title]) => el("th", {}, title)))),
    el("tbody", {}, ...shares.map(([name, share]) => el("tr", {}, el("td", {}, name),
      ...columns.map(([, key]) => bar(share[key], total(key))))))));
}

function coveragePage() {
  const tried = data.results.filter(isTried);
  const parts = [el("div", {}, el("a", {href: "#"}, "\u2190 all results")), el("h1", {}, "Coverage")];
  if (tried.length === 0) return [...parts, el("p", {}, "Nothing was executed.")];
  const place = el("div", {});
  const pick = (result) => {
    place.replaceChildren(coverageChart(result));
    drawCharts();
  };
  const most = tried.reduce((best, result) => result.executions > best.executions ? result : best);
  const rows = [...tried].sort((a, b) => b.coverage.unseen - a.coverage.unseen).map((result) => {
    const link = el("a", {href: "#coverage"}, `${result.lock} in ${result.scenario}`);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      pick(result);
      place.scrollIntoView({block: "nearest"});
    });
    return el("tr", {}, el("td", {}, link), el("td", {class: "number"}, result.executions.toLocaleString("en")),
      el("td", {class: "number"}, result.exhaustive ? "all" : classesText(result.coverage)),
      el("td", {class: "number"}, result.exhaustive ? "none" : percentText(result.coverage.unseen)));
  });
  parts.push(el("p", {class: "faint"}, "Executions are of one class if they differ in nothing but the order of steps that have nothing to " +
      "do with one another. New: the chance that one more execution, made in the same way, is of a class that was not met yet " +
      "(Good\u2013Turing). A curve that is flat says that these strategies find no more, not that there is no more."),
  place, el("h2", {}, "Strategies"), sharesTable(), el("h2", {}, "Results"),
  el("div", {class: "wide"}, el("table", {}, el("thead", {}, el("tr", {}, ...["result", "executions", "classes", "new"].map(
    (title, index) => el("th", index ? {class: "number"} : {}, title)))), el("tbody", {}, ...rows))));
  place.append(coverageChart(most));
  return parts;
}
