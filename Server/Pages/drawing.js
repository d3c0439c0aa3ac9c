// Draws what an IOMMU sees in memory, as the mails of 2018 draw it: its device table, the PASID tables that it points at, and what their
// entries point at. The tables beside it say the same in words.

import { count, element, shortDevice } from "./text.js";

const svg = "http://www.w3.org/2000/svg";
const [cell, line] = [8, 20];
const [devicesMax, domainsMax, atRest, rowsMin, rowsMax] = [24, 6, 2, 4, 8];
const byName = new Intl.Collator("en", { numeric: true });

export function drawTables(iommu) {
  const figure = element("figure");
  const { devices, domains, hidden } = choose(iommu);
  const sheet = new Sheet();
  const nameWidth = Math.max(7, ...devices.map(entry => shortDevice(entry.device).length));
  const domainWidth = Math.max(1, ...domains.map(domain => domain.name.length));
  const end = nameWidth + domainWidth + 5;
  const title = `device table of ${iommu.name}`;
  const tableAt = Math.max(end + 4 + 2 * domains.length, title.length + 3);
  const pasidWidth = Math.max(1, ...domains.flatMap(domain => domain.rows.map(row => String(row.pasid).length)));
  const width = pasidWidth + 6;

  sheet.text(0, 0, title, "title");
  sheet.box(0.6, 0, devices.length + 0.3, end);
  devices.forEach((entry, index) => {
    sheet.text(1 + index, 1, shortDevice(entry.device));
    sheet.text(1 + index, 3 + nameWidth, entry.domain);
  });

  let row = 0;
  const wires = [];
  domains.forEach((domain, index) => {
    sheet.text(row, tableAt, `PASID table of domain ${domain.name}`, "title");
    sheet.box(row + 0.6, tableAt, domain.rows.length + (domain.isCut ? 1 : 0) + 0.3, width);
    domain.rows.forEach((entry, at) => {
      const here = row + 1 + at;
      sheet.text(here, tableAt + 1 + pasidWidth, String(entry.pasid), entry.target ? "end" : "end free");
      if (entry.target) {
        sheet.dot(here, tableAt + width - 2);
        wires.push({ row: here, name: entry.target });
      }
    });
    if (domain.isCut) {
      sheet.text(row + 1 + domain.rows.length, tableAt + 1 + pasidWidth, "⋮", "end free");
    }

    // Each domain has a channel of its own, so that wires of one join and those of others only cross.
    const from = devices.map((entry, at) => ({ entry, at: 1 + at })).filter(({ entry }) => entry.domain === domain.name).map(({ at }) => at);
    const channel = end + 2 + 2 * (domains.length - index - 1);
    from.forEach(at => sheet.wire([[at, end], [at, channel]]));
    if (from.length > 0) {
      sheet.wire([[Math.min(...from, row + 1), channel], [Math.max(...from, row + 1), channel]]);
      sheet.wire([[row + 1, channel], [row + 1, tableAt]], true);
    }

    row += domain.rows.length + (domain.isCut ? 1 : 0) + 2;
  });

  drawTargets(sheet, wires, tableAt + width - 2, tableAt + width);
  figure.append(sheet.finish(`Device table and PASID tables of ${iommu.name}`));
  const words = [`${iommu.name}: ${count(iommu.deviceTable.length)} devices.`];
  if (hidden > 0) {
    words.push(`${count(hidden)} domains are not drawn; the tables below list all.`);
  }

  const shape = iommu.pasidTables[0]?.shape;
  if (shape) {
    words.push(`PASID tables: ${shape}.`);
  }

  figure.append(element("figcaption", "words", words.join(" ")));
  return figure;
}

// A large machine does not fit: domains in use come first, and of their devices as many as fit.
function choose(iommu) {
  const tables = new Map(iommu.pasidTables.map(table => [table.domain, table]));
  const names = [...new Set(iommu.deviceTable.map(entry => entry.domain))];
  const isUsed = name => (tables.get(name)?.entries ?? []).some(entry => entry.mm !== null);
  const fit = Math.min(domainsMax, Math.max(atRest, names.filter(isUsed).length));
  const ordered = [...names].sort((a, b) => Number(isUsed(b)) - Number(isUsed(a)) || byName.compare(a, b)).slice(0, fit).sort(byName.compare);
  const devices = iommu.deviceTable.filter(entry => ordered.includes(entry.domain)).slice(0, devicesMax);
  const domains = ordered.filter(name => devices.some(entry => entry.domain === name)).map(name => ({ name, ...rowsOf(name, tables.get(name)?.entries ?? [], tables.get(name)?.entry0Free) }));
  return { devices, domains, hidden: names.length - domains.length };
}

// Entry 0 holds the translation of traffic without PASID. Before VT-d 3.0 the device table holds it. Free entries between used ones are
// drawn as long as they are few.
function rowsOf(domain, entries, isEntry0Free) {
  const own = isEntry0Free ? [] : [[0, `io_pgtable ${domain}`]];
  const targets = new Map([...own, ...entries.map(entry => [entry.pasid, entry.mm === null ? `io_pgtable ${domain}` : `pgd ${entry.mm}`])]);
  const highest = Math.max(rowsMin - 1, ...targets.keys());
  if (highest < rowsMax) {
    return { rows: Array.from({ length: highest + 1 }, (_, pasid) => ({ pasid, target: targets.get(pasid) })), isCut: false };
  }

  const pasids = [...targets.keys()].sort((a, b) => a - b);
  return { rows: pasids.slice(0, rowsMax).map(pasid => ({ pasid, target: targets.get(pasid) })), isCut: true };
}

// What one entry leads to stands close by; what several lead to stands further right, and their wires join.
function drawTargets(sheet, wires, from, edge) {
  const rows = new Map();
  wires.forEach(wire => rows.set(wire.name, [...(rows.get(wire.name) ?? []), wire.row]));
  const shared = [...rows.keys()].filter(name => rows.get(name).length > 1);
  const alone = [...rows.keys()].filter(name => rows.get(name).length === 1);
  const near = Math.max(0, ...alone.map(name => name.length));
  for (const name of alone) {
    sheet.wire([[rows.get(name)[0], from], [rows.get(name)[0], edge + 3]], true);
    sheet.text(rows.get(name)[0], edge + 4, name);
  }

  const channels = edge + 5 + near;
  const head = channels + 2 * shared.length + 2;
  shared.forEach((name, index) => {
    const channel = channels + 2 * (shared.length - index);
    const at = rows.get(name);
    at.forEach(row => sheet.wire([[row, from], [row, channel]]));
    sheet.wire([[at[0], channel], [at[at.length - 1], channel]]);
    sheet.wire([[at[0], channel], [at[0], head]], true);
    sheet.text(at[0], head + 1, name);
  });
}

// A sheet of squared paper: rows down, columns to the right.
class Sheet {
  constructor() {
    this.group = document.createElementNS(svg, "g");
    [this.right, this.bottom] = [0, 0];
  }

  add(tag, attributes, text) {
    const made = document.createElementNS(svg, tag);
    for (const [name, value] of Object.entries(attributes)) {
      made.setAttribute(name, value);
    }

    if (text !== undefined) {
      made.textContent = text;
    }

    this.group.append(made);
  }

  reach(row, column) {
    this.right = Math.max(this.right, column * cell);
    this.bottom = Math.max(this.bottom, row * line);
  }

  text(row, column, text, className = "") {
    this.reach(row + 1, column + (className.startsWith("end") ? 0 : text.length * 1.05));
    this.add("text", { x: column * cell, y: row * line + 14, class: className }, text);
  }

  box(row, column, rows, columns) {
    this.reach(row + rows + 0.2, column + columns);
    this.add("rect", { x: column * cell, y: row * line + 6, width: columns * cell, height: rows * line, rx: 3, class: "box" });
  }

  dot(row, column) {
    this.add("circle", { cx: column * cell, cy: row * line + 10, r: 3, class: "dot" });
  }

  wire(points, hasHead = false) {
    const path = points.map(([row, column], index) => `${index === 0 ? "M" : "L"}${column * cell} ${row * line + 10}`).join(" ");
    this.add("path", { d: path, class: "wire" });
    if (hasHead) {
      const [row, column] = points[points.length - 1];
      const [x, y] = [column * cell, row * line + 10];
      this.add("path", { d: `M${x} ${y} l-7 -4 v8 Z`, class: "head" });
    }
  }

  finish(title) {
    const [width, height] = [Math.ceil(this.right) + 16, Math.ceil(this.bottom) + 8];
    const made = document.createElementNS(svg, "svg");
    made.setAttribute("class", "tables");
    made.setAttribute("viewBox", `-4 0 ${width} ${height}`);
    made.setAttribute("width", width);
    made.setAttribute("height", height);
    made.setAttribute("role", "img");
    made.setAttribute("aria-label", title);
    made.append(this.group);
    return made;
  }
}
