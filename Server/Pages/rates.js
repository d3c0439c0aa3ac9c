// What happened between two looks at the sums of silos, types and methods.

export class Rates {
  constructor() {
    this.before = null;
    this.all = null;
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
      // A restarted silo of the same name counts from 0 again.
      const was = before.calls.get(key) ?? 0;
      rates.set(key, Math.max(0, sum - (sum >= was ? was : 0)) / ((now - before.now) / 1000));
    }

    this.all = view.silos.reduce((sum, silo) => sum + (rates.get(silo.silo) ?? 0), 0);
    return rates;
  }
}
