// The pages: the results, and a finding. The address after "#" says which.

function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function svgElement(tag, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function momentText(ns) { return `${ns < 0 ? "\u2212" : "+"}${(Math.abs(ns) / 1e9).toFixed(6)} s`; }

function countText(count, noun) { return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : noun.endsWith("s") ? "es" : "s"}`; }

const CLASSES = {
  "pass": "pass", "caught": "caught", "VIOLATION": "violation", "known limit": "limit", "limit not shown": "limit",
  "inconclusive": "inconclusive", "error": "violation", "skipped": "skipped",
};

const data = JSON.parse(document.getElementById("data").textContent);
const findingOf = new Map((data.findings || []).map((finding, index) => [finding.result, index]));
const executions = new Map();  // made when they are first looked at
let timeline = null;           // the one that the keyboard moves

function badge(result, index) {
  const text = result.oracle && result.outcome !== "pass" ? `${result.outcome}: ${result.oracle}` : result.outcome;
  const attributes = {class: `badge ${CLASSES[result.outcome]}`, title: result.message};
  if (!findingOf.has(index)) return el("span", attributes, text);
  return el("a", {...attributes, href: `#finding-${findingOf.get(index)}`}, text);
}

function tried(result) {
  if (result.outcome === "skipped") return "";
  const {coverage} = result;
  if (result.exhaustive) return `${result.executions.toLocaleString("en")}\u00d7, all classes`;
  const seen = coverage.classes ? `, ${countText(coverage.classes, "class")}` : "";
  return `${result.executions.toLocaleString("en")}\u00d7${seen}`;
}

function matrix() {
  const unique = (key) => [...new Set(data.results.map((result) => result[key]))];
  let [rows, columns] = ["scenario", "lock"];
  if (unique("lock").length > unique("scenario").length) [rows, columns] = ["lock", "scenario"];
  const rowNames = unique(rows).sort();
  const columnNames = unique(columns);
  if (data.results.length * 2 < rowNames.length * columnNames.length) return null;  // a list says it better
  const cells = new Map();
  data.results.forEach((result, index) => {
    const place = JSON.stringify([result[rows], result[columns]]);
    cells.set(place, [...(cells.get(place) || []), index]);
  });
  return el("div", {class: "wide"}, el("table", {class: "matrix"},
    el("thead", {}, el("tr", {}, el("th", {}, rows), ...columnNames.map((name) => el("th", {}, name)))),
    el("tbody", {}, ...rowNames.map((row) => el("tr", {}, el("th", {}, row), ...columnNames.map((column) => {
      const found = cells.get(JSON.stringify([row, column])) || [];
      return el("td", {}, ...found.flatMap((index) =>
        [badge(data.results[index], index), el("small", {}, tried(data.results[index]))]));
    }))))));
}

function resultRows(filter) {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return data.results.map((result, index) => ({result, index})).filter(({result}) => {
    const text = [result.lock, result.scenario, result.outcome, result.oracle, result.message].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  }).map(({result, index}) => el("tr", {}, el("td", {}, result.lock), el("td", {}, result.scenario),
    el("td", {}, badge(result, index)), el("td", {class: "number"}, tried(result)),
    el("td", {}, result.outcome === "skipped" ? "" : result.strategy), el("td", {}, result.message)));
}

function resultsPage() {
  const counts = new Map();
  for (const {outcome} of data.results) counts.set(outcome, (counts.get(outcome) || 0) + 1);
  const body = el("tbody", {}, ...resultRows(""));
  const input = el("input", {type: "search", placeholder: "filter: flock violation", "aria-label": "filter the results"});
  input.addEventListener("input", () => body.replaceChildren(...resultRows(input.value)));
  const parts = [el("h1", {}, "lockproof report"),
    el("div", {class: "faint"}, `version ${data.version}, seed ${data.seed}, ${countText(data.results.length, "result")}`),
    el("div", {class: "counts"}, ...[...counts].map(([outcome, count]) =>
      el("span", {class: `badge ${CLASSES[outcome]}`}, `${count} ${outcome}`)), el("a", {href: "#coverage"}, "coverage and strategies"))];
  const table = matrix();
  if (table) parts.push(el("h2", {}, "Locks and scenarios"), table);
  parts.push(el("h2", {}, "Results"), el("div", {class: "filter"}, input),
    el("div", {class: "wide"}, el("table", {}, el("thead", {}, el("tr", {}, ...["lock", "scenario", "verdict", "executions",
      "strategy", "what there is to say"].map((title) => el("th", {}, title)))), body)),
    el("p", {class: "faint"}, "A pass is a claim about the executions that were made: none of them violated an oracle. " +
      "\u201call\u201d: every schedule within the bounds was tried."));
  return parts;
}

function copyButton(text) {
  const button = el("button", {}, "copy");
  button.addEventListener("click", () => {
    const area = el("textarea", {style: "position:fixed;opacity:0"});  // navigator.clipboard is not for file:// everywhere
    area.value = text;
    document.body.append(area);
    area.select();
    button.textContent = document.execCommand("copy") ? "copied" : "select it and press Ctrl+C";
    area.remove();
  });
  return button;
}

function executionOf(number, which) {
  const key = `${number} ${which}`;
  const finding = data.findings[number];
  if (!executions.has(key)) executions.set(key, new Execution(finding.executions[which], finding.clock_skews));
  return executions.get(key);
}

function executionPart(number, which) {
  const execution = executionOf(number, which);
  timeline = new Timeline(execution);
  const faults = (item) => /^[a-z]/.test(item) && item !== "clock";
  return el("div", {},
    el("div", {class: "command"}, el("code", {title: execution.command}, execution.command), copyButton(execution.command)),
    el("details", {}, el("summary", {}, `Schedule: ${countText(execution.schedule.length, "turn")}`),
      el("div", {class: "schedule mono"}, ...execution.schedule.slice(0, 2000).map((item) =>
        el("span", {class: faults(item) ? "fault" : ""}, item)),
      ...(execution.schedule.length > 2000 ? [`and ${execution.schedule.length - 2000} more`] : []))),
    timeline.element, el("pre", {}, execution.ending));
}

// Links to the other results that show the same defect.
function sameCause(index) {
  const {lock, cause} = data.results[index];
  const links = [];
  data.results.forEach((other, which) => {
    if (which === index || !cause || other.cause !== cause || other.lock !== lock || !findingOf.has(which)) return;
    links.push(links.length ? ", " : "The same cause in: ", el("a", {href: `#finding-${findingOf.get(which)}`}, other.scenario));
  });
  return links.length ? el("p", {class: "faint"}, ...links) : "";
}

function findingPage(number) {
  const finding = data.findings[number];
  const result = data.results[finding.result];
  const parts = [el("div", {}, el("a", {href: "#"}, "\u2190 all results")),
    el("div", {class: "head"}, el("h1", {}, `${result.lock} in ${result.scenario}`), badge(result, -1),
      el("span", {class: "faint"}, `${countText(result.workers, "worker")}, ${result.strategy}, after ${countText(result.executions, "execution")}`)),
    el("div", {class: "message"}, result.message), sameCause(finding.result)];
  if (finding.missing) {
    parts.push(el("p", {}, `No timeline: ${finding.missing}`));
    return parts;
  }
  const place = el("div", {}, executionPart(number, 0));
  if (finding.explanation) parts.push(el("details", {open: ""}, el("summary", {}, "Why it happened"), el("pre", {}, finding.explanation)));
  if (finding.executions.length > 1) {
    const tabs = finding.executions.map(({title}, which) => {
      const button = el("button", {"aria-pressed": String(which === 0)}, title);
      button.addEventListener("click", () => {
        tabs.forEach((tab, index) => tab.setAttribute("aria-pressed", String(index === which)));
        place.replaceChildren(executionPart(number, which));
        timeline.select(timeline.selected);
      });
      return button;
    });
    parts.push(el("div", {class: "bar"}, el("span", {class: "faint"}, "Execution:"), ...tabs));
  }
  return [...parts, place];
}

function otherPage() {
  if (data.contention) return contentionPage();
  if (data.benchmarks) return benchmarkPage();
  return location.hash === "#coverage" ? coveragePage() : resultsPage();
}

function show() {
  timeline = null;
  const found = /^#finding-(\d+)$/.exec(location.hash);
  const isFinding = found && data.findings && Number(found[1]) < data.findings.length;
  document.getElementById("page").replaceChildren(...(isFinding ? findingPage(Number(found[1])) : otherPage()));
  drawCharts();
  window.scrollTo(0, 0);
  if (timeline) timeline.select(timeline.selected);
}

document.addEventListener("keydown", (event) => {
  if (!timeline || event.ctrlKey || event.altKey || event.metaKey) return;
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  if (timeline.key(event.key)) event.preventDefault();
});
window.addEventListener("hashchange", show);
window.addEventListener("resize", () => {
  drawCharts();
  if (timeline) timeline.select(timeline.selected);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  redrawCharts();
  if (timeline) timeline.overview.draw(timeline.selected);
});
show();
