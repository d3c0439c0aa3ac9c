// The chart of calls per second. The server samples the last quarter of an hour whether or not a page is open.

import * as api from "./api.js";
import { byId, count, rate, say } from "./text.js";

const width = 480;
const height = 96;

// After so many intervals without a sample the line has a gap.
const gap = 2.5;

export class CallChart {
  constructor() {
    this.samples = [];
    this.span = 900;
    this.interval = 5;
  }

  // Asks for what is new alone.
  async poll() {
    const last = this.samples.at(-1)?.number ?? 0;
    const seen = await api.history(last);
    this.span = seen.spanSeconds;
    this.interval = seen.intervalSeconds;
    const added = seen.samples.map(sample => ({ number: sample.number, at: Date.parse(sample.at), rate: sample.callsPerSecond }));
    if (added.length > 0) {
      // Two questions at once are answered with the same.
      const known = this.samples.at(-1)?.number ?? 0;
      this.samples = [...this.samples, ...added.filter(sample => sample.number > known)];
      const newest = this.samples.at(-1).at;
      this.samples = this.samples.filter(sample => newest - sample.at <= this.span * 1000);
    }
  }

  // A restarted server counts from the beginning.
  forget() {
    this.samples = [];
  }

  // now: the rate between the last two looks of the page; marks: moments at which a silo was lost.
  draw(now, marks) {
    const minutes = count(this.span / 60);
    const { line, area, top } = paths(this.samples, this.span * 1000, this.interval * 1000);
    byId("calls-line").setAttribute("d", line);
    byId("calls-area").setAttribute("d", area);
    const newest = this.samples.at(-1)?.at ?? Date.now();
    const lost = marks.filter(at => newest - at <= this.span * 1000);
    byId("calls-marks").setAttribute("d", lost.map(at => `M${place(at, newest, this.span * 1000)} 0 V${height}`).join(" "));
    say(byId("calls-now"), rate(now));
    say(byId("calls-from"), `${minutes} minutes ago`);
    const words = [this.samples.length === 0 ? "the first figure comes in a few seconds" : `highest ${rate(top)}`];
    if (lost.length > 0) {
      words.push(lost.length === 1
        ? "the red line marks a silo that was lost"
        : `red lines mark ${count(lost.length)} silos that were lost`);
    }

    say(byId("calls-words"), words.join("; "));
  }
}

const place = (at, newest, span) => Math.min(width, Math.max(0, width - ((newest - at) / span) * width)).toFixed(1);

// The paths of samples in the chart's box, the newest at the right edge.
function paths(samples, span, interval) {
  if (samples.length === 0) {
    return { line: "", area: "", top: 0 };
  }

  const newest = samples.at(-1).at;
  const top = Math.max(1, ...samples.map(sample => sample.rate));
  const runs = [];
  samples.forEach((sample, index) => {
    if (index === 0 || sample.at - samples[index - 1].at > gap * interval) {
      // A sample is of the time before it.
      runs.push([{ at: sample.at - interval, rate: sample.rate }]);
    }

    runs.at(-1).push(sample);
  });
  const drawn = runs.map(run => run.map(sample => ({
    x: place(sample.at, newest, span),
    y: (height - 1 - (sample.rate / top) * (height - 8)).toFixed(1),
  })));
  const through = run => run.map(({ x, y }) => `${x} ${y}`).join(" L");
  return {
    line: drawn.map(run => `M${through(run)}`).join(" "),
    area: drawn.map(run => `M${run[0].x} ${height} L${through(run)} L${run.at(-1).x} ${height} Z`).join(" "),
    top,
  };
}
