// What happened between two looks at the sums of silos, types and methods; and the last two minutes of it.

const span = 120;

export class Rates {
  constructor() {
    this.before = null;
    this.history = [];
  }

  // Adds what a look found, and answers with calls per second by "silo", "silo|type|method"; null before the second look.
  add(view, now) {
    const calls = new Map();
    for (const silo of view.silos) {
      let sum = 0;
      for (const type of silo.types) {
        for (const method of type.methods) {
          calls.set(`${silo.silo}|${type.type}|${method.method}`, method.calls);
          sum += method.calls;
        }
      }

      calls.set(silo.silo, sum);
    }

    const before = this.before;
    this.before = { calls, now };
    if (!before || now <= before.now) {
      return null;
    }

    const rates = new Map();
    for (const [key, sum] of calls) {
      // A silo of the same name that started anew counts from 0 again.
      const was = before.calls.get(key) ?? 0;
      rates.set(key, Math.max(0, sum - (sum >= was ? was : 0)) / ((now - before.now) / 1000));
    }

    const all = view.silos.reduce((sum, silo) => sum + (rates.get(silo.silo) ?? 0), 0);
    this.history = [...this.history.filter(sample => now - sample.now <= span * 1000), { now, all }];
    return rates;
  }
}

// The path of a history in a box of width and height, the newest at the right edge.
export function paths(history, width, height) {
  if (history.length < 2) {
    return { line: "", area: "", top: 0 };
  }

  const now = history[history.length - 1].now;
  const top = Math.max(1, ...history.map(sample => sample.all));
  const points = history.map(sample => {
    const x = width - ((now - sample.now) / (span * 1000)) * width;
    return `${Math.max(0, x).toFixed(1)} ${(height - 1 - (sample.all / top) * (height - 8)).toFixed(1)}`;
  });
  const line = "M" + points.join(" L");
  return { line, area: `${line} L${width} ${height} L${points[0].split(" ")[0]} ${height} Z`, top };
}
