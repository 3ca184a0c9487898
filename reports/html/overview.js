// The whole execution in a strip: a band for each actor.

const BAND = 12;

class Overview {
  constructor(execution, onPick) {
    this.execution = execution;
    this.byTime = false;
    this.canvas = el("canvas", {class: "overview", "aria-label": "the whole execution; click to go there"});
    this.canvas.addEventListener("click", (event) => {
      const x = event.offsetX / this.canvas.clientWidth;
      onPick(this.indexAt(Math.min(Math.max(x, 0), 0.999999)));
    });
  }

  get height() { return Math.max(1, this.execution.actors.length) * BAND + 8; }

  // From 0 to 1.
  place(index) {
    const {execution} = this;
    if (!this.byTime) return (index + 0.5) / execution.count;
    const end = execution.time(execution.count - 1);
    return end === 0 ? 0 : execution.time(index) / end;
  }

  indexAt(x) {
    const {execution} = this;
    if (!this.byTime) return Math.floor(x * execution.count);
    const time = x * execution.time(execution.count - 1);
    let low = 0;
    let high = execution.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (execution.time(middle) <= time) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  draw(selected) {
    const {canvas} = this;
    const ratio = window.devicePixelRatio || 1;
    const width = canvas.clientWidth || 800;
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name);
    const look = [width, ratio, this.byTime, colour("--line")].join();
    if (look !== this.look) {
      this.look = look;
      this.bands = el("canvas", {width: width * ratio, height: this.height * ratio});
      this.drawBands(this.bands.getContext("2d"), width, ratio, colour);
    }
    canvas.width = width * ratio;
    canvas.height = this.height * ratio;
    canvas.style.height = this.height + "px";
    const pen = canvas.getContext("2d");
    pen.drawImage(this.bands, 0, 0);
    pen.scale(ratio, ratio);
    pen.fillStyle = colour("--blue");
    pen.fillRect(this.place(selected) * width - 1, 0, 2, this.height);
  }

  // What does not depend on the selected event.
  drawBands(pen, width, ratio, colour) {
    const {execution} = this;
    pen.scale(ratio, ratio);
    const colours = [null, colour("--line"), colour("--green"), colour("--amber"), null];
    for (let x = 0; x < width; ++x) {
      const index = this.indexAt((x + 0.5) / width);
      for (let actor = 0; actor < execution.actors.length; ++actor) {
        const fill = colours[execution.condition(index, actor)];
        if (!fill) continue;
        pen.fillStyle = fill;
        pen.fillRect(x, 4 + actor * BAND + 2, 1, BAND - 4);
      }
    }
    pen.fillStyle = colour("--red");
    for (let index = 0; index < execution.count; ++index) {
      const actor = execution.actor(index);
      if (actor >= 0 && execution.isStrike(index))
        pen.fillRect(this.place(index) * width - 1, 4 + actor * BAND, 3, BAND);
    }
    if (execution.violation < execution.count)
      pen.fillRect(this.place(execution.violation) * width - 1, 0, 2, this.height);
  }
}
