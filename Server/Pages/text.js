// Numbers, times and elements. All data of the cluster becomes text, never markup.

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const one = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export const nothing = "–";

export const byId = id => document.getElementById(id);

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }

  if (text !== undefined) {
    made.textContent = text;
  }

  return made;
}

// Writes only what differs, so that polling causes no new layout and keeps the selection.
export function say(target, text) {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}

export function show(target, isShown) {
  if (target.hidden === isShown) {
    target.hidden = !isShown;
  }
}

export const count = number => number === null || number === undefined ? nothing : whole.format(number);

export const rate = perSecond => perSecond === null || perSecond === undefined ? nothing : perSecond > 0 && perSecond < 10 ? one.format(perSecond) : whole.format(perSecond);

export function span(nanoseconds) {
  if (nanoseconds === null || nanoseconds === undefined) {
    return nothing;
  }

  const units = [[1e9, "s"], [1e6, "ms"], [1e3, "µs"]];
  for (const [size, unit] of units) {
    if (nanoseconds >= size) {
      const figure = nanoseconds / size;
      return `${figure >= 100 ? whole.format(figure) : figure.toPrecision(3)} ${unit}`;
    }
  }

  return `${whole.format(nanoseconds)} ns`;
}

export function duration(seconds) {
  const total = Math.floor(seconds);
  const [days, hours, minutes] = [Math.floor(total / 86400), Math.floor(total / 3600) % 24, Math.floor(total / 60) % 60];
  const rest = `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}:${String(total % 60).padStart(2, "0")}`;
  return days > 0 ? `${days} d ${rest}` : rest;
}

// A moment by the browser's clock; with its date if it is on another day.
export function moment(iso) {
  if (!iso) {
    return nothing;
  }

  const at = new Date(iso);
  const joined = (mark, parts) => parts.map(part => String(part).padStart(2, "0")).join(mark);
  const time = joined(":", [at.getHours(), at.getMinutes(), at.getSeconds()]);
  const isToday = at.toDateString() === new Date().toDateString();
  return isToday ? time : `${joined("-", [at.getFullYear(), at.getMonth() + 1, at.getDate()])} ${time}`;
}

export function octets(bytes) {
  return bytes >= 1 << 20 ? `${one.format(bytes / (1 << 20))} MiB` : bytes >= 1024 ? `${one.format(bytes / 1024)} KiB` : `${bytes} B`;
}

// Segment 0 goes without saying, as in lspci.
// Where a device comes in the order of the bus: its numbers are hexadecimal, which no sorting of text knows.
export function deviceOrder(name) {
  const match = /^([0-9a-f]{4}):([0-9a-f]{2}):([0-9a-f]{2})\.([0-7])$/.exec(name);
  return match ? parseInt(match.slice(1).join(""), 16) : 0;
}

export const shortDevice = name => name.startsWith("0000:") ? name.slice(5) : name;

export function few(items, most = 4) {
  return items.length === 0 ? nothing : items.length <= most ? items.join(", ") : `${items.slice(0, most).join(", ")} and ${items.length - most} more`;
}

export function facts(list, pairs) {
  while (list.children.length > pairs.length) {
    list.lastChild.remove();
  }

  pairs.forEach(([name, text], index) => {
    let pair = list.children[index];
    if (!pair) {
      pair = element("div");
      pair.append(element("dt"), element("dd"));
      list.append(pair);
    }

    say(pair.firstChild, name);
    say(pair.lastChild, text);
  });
}
