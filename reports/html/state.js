"use strict";
// What an execution was like after each of its events, as far as the trace tells.

const CHECKPOINT = 2048;  // events
const CONDITIONS = ["absent", "outside", "inside", "waiting", "dead"];

class Execution {
  constructor(json, skews) {
    this.title = json.title;
    this.command = json.command;
    this.actors = json.actors;
    this.schedule = json.schedule;
    this.violation = json.violation;
    this.ending = json.ending;
    this.events = json.events;
    this.skews = skews;
    this.count = json.events.step.length;
    this.effects = new Map();
    for (const [index, kind, name, text, inode] of json.events.effects) {
      if (!this.effects.has(index)) this.effects.set(index, []);
      this.effects.get(index).push({kind, name, text, inode});
    }
    this.causes = new Map(json.events.causes);
    this.conditions = this.conditionsOfAll();
    this.checkpoints = [];
  }

  kind(index) { return this.events.texts[this.events.kind[index]]; }
  what(index) { return this.events.texts[this.events.what[index]]; }
  outcome(index) { return this.events.texts[this.events.outcome[index]]; }
  actor(index) { return this.events.actor[index]; }
  time(index) { return this.events.time[index]; }
  step(index) { return this.events.step[index]; }
  name(actor) { return this.actors[actor].name; }
  effectsOf(index) { return this.effects.get(index) || []; }
  isKill(index) { return this.kind(index) === "exit" && !this.what(index).startsWith("exit "); }
  isStrike(index) { return this.kind(index) === "fault" || this.isKill(index); }

  // What the actor is at, after the event: an index into CONDITIONS.
  condition(index, actor) { return this.conditions[index * this.actors.length + actor]; }

  conditionsOfAll() {
    const actors = this.actors.length;
    const all = new Uint8Array(this.count * actors);
    const now = new Uint8Array(actors);
    const sections = new Uint16Array(actors);
    for (let index = 0; index < this.count; ++index) {
      const actor = this.actor(index);
      if (actor >= 0 && actor < actors) {
        for (const effect of this.effectsOf(index)) {
          if (effect.kind === "entered") ++sections[actor];
          if (effect.kind === "left" && sections[actor] > 0) --sections[actor];
        }
        const kind = this.kind(index);
        if (kind === "exit") now[actor] = 4;
        else if (kind === "blocked") now[actor] = 3;
        else now[actor] = sections[actor] > 0 ? 2 : 1;
      }
      all.set(now, index * actors);
    }
    return all;
  }

  // The events from `from` on, backwards or forwards, that `test` accepts; -1 if there is none.
  find(from, direction, test) {
    for (let index = from; index >= 0 && index < this.count; index += direction)
      if (test(index)) return index;
    return -1;
  }

  // Files, kernel locks, critical sections and actors after the event.
  stateAt(last) {
    const number = Math.floor(last / CHECKPOINT);
    const state = structuredClone(this.checkpoint(number));
    for (let index = number * CHECKPOINT; index <= last; ++index) this.applyTo(state, index, index === last);
    return state;
  }

  // The state before event number * CHECKPOINT: a step back must not begin at the start.
  checkpoint(number) {
    if (this.checkpoints.length === 0) {
      const actors = this.actors.map((_, actor) => ({last: -1, wall: this.skews[actor] || 0}));
      this.checkpoints.push({files: new Map(), locks: new Map(), sections: new Map(), actors});
    }
    while (this.checkpoints.length <= number) {
      const from = (this.checkpoints.length - 1) * CHECKPOINT;
      const state = structuredClone(this.checkpoints.at(-1));
      for (let index = from; index < from + CHECKPOINT; ++index) this.applyTo(state, index, false);
      this.checkpoints.push(state);
    }
    return this.checkpoints[number];
  }

  applyTo(state, index, isLast) {
    const actor = this.actor(index);
    if (actor < 0 || actor >= this.actors.length) return;
    const record = state.actors[actor];
    record.last = index;
    if (this.kind(index) === "fault") {
      const jump = /clock stepped by (-?[0-9.]+) s/.exec(this.what(index));
      if (jump) record.wall += Number(jump[1]) * 1e9;
    }
    for (const effect of this.effectsOf(index)) APPLY[effect.kind](state, effect, actor, isLast);
    if (this.kind(index) === "exit")
      for (const inside of state.sections.values()) inside.delete(actor);
  }
}

const APPLY = {
  exists(state, {name}, actor, isLast) {
    const before = state.files.get(name);
    const isNew = !before || before.gone;
    state.files.set(name, {text: isNew ? null : before.text, changed: isLast && isNew});
  },
  holds(state, {name, text}, actor, isLast) { state.files.set(name, {text, changed: isLast}); },
  gone(state, {name}, actor, isLast) { state.files.set(name, {gone: true, changed: isLast}); },
  moved(state, {name, text}, actor, isLast) {
    const file = state.files.get(name);
    state.files.set(text, {text: file && !file.gone ? file.text : null, changed: isLast});
    state.files.set(name, {gone: true, changed: isLast});
  },
  linked(state, {name, text}, actor, isLast) {
    const file = state.files.get(name);
    state.files.set(text, {text: file && !file.gone ? file.text : null, changed: isLast});
  },
  locked(state, {name, text, inode}, actor, isLast) {
    const lock = state.locks.get(inode) || {path: name, holders: new Map()};
    if (text === "exclusive") lock.holders.clear();
    lock.holders.set(actor, text);
    lock.changed = isLast;
    state.locks.set(inode, lock);
  },
  freed(state, {inode}, actor, isLast) {
    const lock = state.locks.get(inode);
    if (!lock) return;
    if (!lock.holders.delete(actor) && lock.holders.size === 1) lock.holders.clear();
    lock.changed = isLast;
  },
  entered(state, {name}, actor) {
    if (!state.sections.has(name)) state.sections.set(name, new Set());
    state.sections.get(name).add(actor);
  },
  left(state, {name}, actor) {
    if (state.sections.has(name)) state.sections.get(name).delete(actor);
  },
};
