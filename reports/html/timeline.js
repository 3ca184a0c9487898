// One execution, event by event: a lane for each actor. Only what is visible is in the page.

const ROW = 22;
const MARGIN = 12;  // rows beyond the edge

class Timeline {
  constructor(execution) {
    this.execution = execution;
    this.selected = Math.min(execution.violation, execution.count - 1);
    this.overview = new Overview(execution, (index) => this.select(index));
    this.columns = `58px 118px repeat(${execution.actors.length}, minmax(210px, 1fr))`;
    this.where = el("span", {class: "where mono", role: "status"});
    this.inner = el("div", {style: `position:relative;height:${execution.count * ROW}px`});
    this.head = el("div", {class: "lane-head", style: `grid-template-columns:${this.columns}`},
      el("span", {}, "step"), el("span", {}, "virtual time"),
      ...execution.actors.map(({name, pid}) => el("span", {}, `actor ${name} `, el("small", {class: "faint"}, `PID ${pid}`))));
    this.scroll = el("div", {class: "scroll", tabindex: "0", "aria-label": "events"}, this.head, this.inner);
    this.scroll.addEventListener("scroll", () => this.drawLater());
    this.inner.addEventListener("click", (event) => {
      const row = event.target.closest(".row");
      if (row) this.select(Number(row.dataset.index));
    });
    const least = 176 + execution.actors.length * 210;
    this.head.style.minWidth = this.inner.style.minWidth = least + "px";
    this.state = el("div", {class: "state"});
    this.element = el("div", {}, this.bar(), this.overview.canvas, legend(),
      el("div", {class: "stage"}, el("div", {class: "lanes"}, this.scroll), this.state));
  }

  bar() {
    const step = (text, title, act) => {
      const button = el("button", {title}, text);
      button.addEventListener("click", act);
      return button;
    };
    const scale = el("select", {"aria-label": "scale of the overview"},
      el("option", {}, "overview by step"), el("option", {}, "overview by virtual time"));
    scale.addEventListener("change", () => {
      this.overview.byTime = scale.selectedIndex === 1;
      this.overview.draw(this.selected);
    });
    return el("div", {class: "bar"},
      step("\u25c0", "one event back", () => this.move(-1)), step("\u25b6", "one event on", () => this.move(1)),
      step("violation", "to the violation", () => this.select(this.execution.violation)), this.where, scale,
      el("span", {class: "faint"}, el("kbd", {}, "\u2190"), " ", el("kbd", {}, "\u2192"), " step  ", el("kbd", {}, "["), " ",
        el("kbd", {}, "]"), " same actor  ", el("kbd", {}, "f"), " next fault  ", el("kbd", {}, "v"), " violation"));
  }

  // Whether the key was one of the timeline's.
  key(name) {
    const {execution, selected} = this;
    const same = (index) => execution.actor(index) === execution.actor(selected);
    const page = Math.max(1, Math.floor(this.scroll.clientHeight / ROW) - 2);
    const targets = {
      ArrowRight: () => selected + 1, ArrowDown: () => selected + 1, ArrowLeft: () => selected - 1,
      ArrowUp: () => selected - 1, PageDown: () => selected + page, PageUp: () => selected - page, Home: () => 0,
      End: () => execution.count - 1, v: () => execution.violation,
      "]": () => execution.find(selected + 1, 1, same), "[": () => execution.find(selected - 1, -1, same),
      f: () => execution.find(selected + 1, 1, (index) => execution.isStrike(index)),
    };
    if (!Object.hasOwn(targets, name)) return false;
    const target = targets[name]();
    if (target !== -1 || name.startsWith("Arrow")) this.select(target);
    this.scroll.scrollIntoView({block: "nearest"});
    return true;
  }

  move(by) { this.select(this.selected + by); }

  select(index) {
    this.selected = Math.min(Math.max(index, 0), this.execution.count - 1);
    const top = this.selected * ROW;
    const room = this.scroll.clientHeight - 2 * ROW;
    if (top < this.scroll.scrollTop || top > this.scroll.scrollTop + room - ROW)
      this.scroll.scrollTop = Math.max(0, top - room / 2);
    this.draw();
    this.overview.draw(this.selected);
    this.drawState();
  }

  drawLater() {
    if (this.pending) return;
    this.pending = requestAnimationFrame(() => {
      this.pending = 0;
      this.draw();
    });
  }

  draw() {
    const first = Math.max(0, Math.floor(this.scroll.scrollTop / ROW) - MARGIN);
    const visible = Math.ceil(this.scroll.clientHeight / ROW) + 2 * MARGIN;
    const last = Math.min(this.execution.count, first + visible);
    const rows = [];
    for (let index = first; index < last; ++index) rows.push(this.row(index));
    const arrow = this.arrow();
    this.inner.replaceChildren(...rows, ...(arrow ? [arrow] : []));
  }

  row(index) {
    const {execution} = this;
    const cells = [el("span", {class: "at"}, String(execution.step(index))),
      el("span", {class: "at"}, momentText(execution.time(index)))];
    if (execution.actor(index) < 0) cells.push(el("span", {class: "clock"}, execution.what(index)));
    else
      for (let actor = 0; actor < execution.actors.length; ++actor) cells.push(this.cell(index, actor));
    const classes = ["row"];
    if (index === this.selected) classes.push("selected");
    if (index === execution.violation) classes.push("broken");
    return el("div", {class: classes.join(" "), "data-index": index,
      style: `top:${index * ROW}px;grid-template-columns:${this.columns}`}, ...cells);
  }

  cell(index, actor) {
    const {execution} = this;
    const condition = CONDITIONS[execution.condition(index, actor)];
    if (actor !== execution.actor(index)) return el("span", {class: condition});
    const outcome = execution.outcome(index);
    const kind = execution.isKill(index) ? "killed" : execution.kind(index);
    const text = outcome ? `${execution.what(index)} ${outcome}` : execution.what(index);
    const isError = outcome.startsWith("= -1");
    return el("span", {class: `mine ${kind} ${condition}${isError ? " error" : ""}`, title: text}, text);
  }

  // From the event that this one comes after because of an object that both touch.
  arrow() {
    const cause = this.execution.causes.get(this.selected);
    if (cause === undefined) return null;
    const left = (index) => {
      const lane = (this.inner.clientWidth - 176) / this.execution.actors.length;
      return 176 + this.execution.actor(index) * lane;
    };
    const from = {x: left(cause) + 14, y: cause * ROW + ROW - 2};
    const to = {x: left(this.selected) + 14, y: this.selected * ROW + 1};
    const bend = Math.min(60, Math.max(14, (to.y - from.y) / 2));
    const svg = svgElement("svg", {class: "arrow", width: 1, height: 1});
    svg.append(
      svgElement("path", {d: `M${from.x} ${from.y} C${from.x} ${from.y + bend} ${to.x} ${to.y - bend} ${to.x} ${to.y}`}),
      svgElement("polygon", {points: `${to.x},${to.y + 2} ${to.x - 5},${to.y - 7} ${to.x + 5},${to.y - 7}`}));
    return svg;
  }

  drawState() {
    const {execution, selected} = this;
    this.where.textContent =
      `event ${selected + 1} of ${execution.count}, step ${execution.step(selected)}, ${momentText(execution.time(selected))}`;
    const state = execution.stateAt(selected);
    this.state.replaceChildren(...statePanel(execution, selected, state, (index) => this.select(index)));
  }
}

function legend() {
  const item = (style, text) => el("span", {}, el("i", {style}), text);
  return el("div", {class: "legend"}, item("background:var(--green-back)", "inside a critical section"),
    item("background:repeating-linear-gradient(135deg,var(--amber-back) 0 4px,transparent 4px 8px)", "waits"),
    item("background:var(--red)", "kill, fault or violation"), item("background:var(--raised)", "not there"),
    item("background:var(--blue)", "selected; the arrow comes from what it depends on"));
}

function statePanel(execution, selected, state, onPick) {
  const actor = execution.actor(selected);
  const who = actor < 0 ? "the clock" : `actor ${execution.name(actor)}`;
  const words = actor < 0 ? execution.what(selected) : `${execution.what(selected)} ${execution.outcome(selected)}`;
  const parts = [el("h3", {}, `Event: ${who}`), el("div", {class: "now"}, words)];
  const cause = execution.causes.get(selected);
  if (cause !== undefined) {
    const link = el("a", {href: "#"}, `step ${execution.step(cause)} of actor ${execution.name(execution.actor(cause))}`);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      onPick(cause);
    });
    parts.push(el("div", {class: "faint"}, "touches what was touched by ", link));
  }
  const names = (set) => [...set].map((each) => execution.name(each)).join(", ");
  const table = (title, rows, empty) => parts.push(el("h3", {}, title),
    rows.length ? el("table", {}, el("tbody", {}, ...rows)) : el("div", {class: "faint"}, empty));
  table("Critical sections", [...state.sections].map(([name, inside]) => el("tr", {class: inside.size > 1 ? "changed" : ""},
    el("th", {}, name), el("td", {}, inside.size ? `actor${inside.size > 1 ? "s" : ""} ${names(inside)} inside` : "nobody inside"))), "nobody has been inside yet");
  table("Kernel locks", [...state.locks].map(([inode, lock]) => el("tr", {class: lock.changed ? "changed" : ""},
    el("th", {}, `${lock.path} (inode ${inode})`), el("td", {}, lock.holders.size
      ? [...lock.holders].map(([each, mode]) => `actor ${execution.name(each)}, ${mode}`).join("; ") : "free"))),
  "none has been taken yet");
  table("Files, as far as the trace tells", [...state.files].map(([name, file]) => el("tr", {class: file.changed ? "changed" : ""},
    el("th", {}, name), el("td", {class: "mono"}, file.gone ? "is gone" : file.text === null ? "is there" : `"${file.text}"`))),
  "none has been touched yet");
  table("Actors and their clocks", state.actors.map((record, index) => {
    const condition = CONDITIONS[execution.condition(selected, index)];
    const last = record.last < 0 ? "" : `, last step at ${momentText(record.last < 0 ? 0 : execution.time(record.last))}`;
    const wall = momentText(execution.time(selected) + record.wall);
    return el("tr", {class: index === actor ? "changed" : ""}, el("th", {class: "short"}, execution.name(index)),
      el("td", {}, condition === "absent" ? "not born yet" : `${condition}${last}; wall clock ${wall}`));
  }), "there is none");
  return parts;
}
