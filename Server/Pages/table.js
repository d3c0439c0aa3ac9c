// A table that stays where it is while its figures change: rows are kept by key, and the order of rows that are sorted by a figure
// changes only when the user asks for it.

import { count, element, say, show } from "./text.js";

// 2 stands before 10, also in names.
const names = new Intl.Collator("en", { numeric: true });

export class Table {
  // columns: { title, text(row), number, wrap, minor, value(row), live, header, fill(cell, row), memo(row) }
  // options: caption, key(row), parent(row) for rows that belong to another, empty, page, sort
  constructor(place, columns, options) {
    this.columns = columns;
    this.options = { page: 50, empty: "none", parent: () => null, isBad: () => false, ...options };
    this.rows = [];
    this.shown = new Map();
    this.order = null;
    this.first = 0;
    this.sort = { column: this.options.sort ?? null, isDown: false };
    this.build(place);
  }

  update(rows) {
    this.rows = rows;
    this.draw();
  }

  build(place) {
    const scroll = element("div", "scroll");
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", this.options.caption);
    const table = element("table");
    table.append(element("caption", "unseen", this.options.caption));
    const head = element("tr");
    this.heads = this.columns.map((column, index) => this.head(column, index));
    head.append(...this.heads);
    const thead = element("thead");
    thead.append(head);
    this.body = element("tbody");
    table.append(thead, this.body);
    scroll.append(table);
    this.none = element("p", "words", this.options.empty);
    this.pager = element("div", "pager");
    this.back = this.button("Previous", -1);
    this.range = element("span");
    this.next = this.button("Next", 1);
    this.pager.append(this.back, this.range, this.next);
    place.append(scroll, this.none, this.pager);
    this.scroll = scroll;
    this.draw();
  }

  button(text, by) {
    const made = element("button", "", text);
    made.type = "button";
    made.addEventListener("click", () => {
      this.first = Math.max(0, this.first + by * this.options.page);
      this.draw();
    });
    return made;
  }

  head(column, index) {
    const cell = element("th", classOf(column));
    cell.scope = "col";
    if (!column.value) {
      cell.textContent = column.title;
      return cell;
    }

    const button = element("button", "sort", column.title);
    button.type = "button";
    button.addEventListener("click", () => {
      const isSame = this.sort.column === index;
      this.sort = { column: index, isDown: isSame ? !this.sort.isDown : Boolean(column.number) };
      this.order = null;
      this.draw();
    });
    cell.append(button);
    return cell;
  }

  arranged() {
    const { key, parent } = this.options;
    const column = this.columns[this.sort.column];
    if (!column) {
      return this.rows;
    }

    const sign = this.sort.isDown ? -1 : 1;
    const compare = (left, right) => {
      const [a, b] = [column.value(left), column.value(right)];
      if (a === null || b === null) {
        return a === b ? 0 : a === null ? 1 : -1;
      }

      return sign * (typeof a === "string" ? names.compare(a, b) : a - b);
    };
    const known = column.live && this.order ? this.order : null;
    const place = row => known?.get(key(row)) ?? Infinity;
    const sorted = [...this.rows].sort((left, right) => known ? (place(left) === place(right) ? compare(left, right) : place(left) - place(right)) : compare(left, right));
    const families = Map.groupBy ? Map.groupBy(sorted, parent) : group(sorted, parent);
    const arranged = (families.get(null) ?? []).flatMap(row => [row, ...(families.get(key(row)) ?? [])]);
    this.order = new Map(arranged.map((row, index) => [key(row), index]));
    return arranged;
  }

  draw() {
    const all = this.arranged();
    if (this.first >= all.length) {
      this.first = 0;
    }

    const last = Math.min(all.length, this.first + this.options.page);
    const rows = all.slice(this.first, last);
    this.heads.forEach((head, index) => {
      if (this.columns[index].value) {
        head.setAttribute("aria-sort", this.sort.column !== index ? "none" : this.sort.isDown ? "descending" : "ascending");
      }
    });
    const kept = new Set(rows.map(this.options.key));
    for (const [key, { line }] of this.shown) {
      if (!kept.has(key)) {
        line.remove();
        this.shown.delete(key);
      }
    }

    rows.forEach((row, index) => this.place(row, index));
    show(this.scroll, all.length > 0);
    show(this.none, all.length === 0);
    show(this.pager, all.length > this.options.page);
    say(this.range, `${count(this.first + 1)} to ${count(last)} of ${count(all.length)}`);
    this.back.disabled = this.first === 0;
    this.next.disabled = last >= all.length;
  }

  place(row, index) {
    const key = this.options.key(row);
    let shown = this.shown.get(key);
    if (!shown) {
      shown = { line: element("tr"), memos: [] };
      shown.line.append(...this.columns.map(column => {
        const cell = element(column.header ? "th" : "td", classOf(column));
        if (column.header) {
          cell.scope = "row";
        }

        return cell;
      }));
      this.shown.set(key, shown);
    }

    if (this.body.children[index] !== shown.line) {
      this.body.insertBefore(shown.line, this.body.children[index] ?? null);
    }

    shown.line.classList.toggle("part", this.options.parent(row) !== null);
    shown.line.classList.toggle("bad", this.options.isBad(row));
    this.columns.forEach((column, at) => {
      const cell = shown.line.children[at];
      if (!column.fill) {
        say(cell, column.text(row));
      } else if (shown.memos[at] !== column.memo(row)) {
        shown.memos[at] = column.memo(row);
        cell.replaceChildren();
        column.fill(cell, row);
      }
    });
  }
}

// What is minor is left out where there is no room for it.
function classOf(column) {
  return [column.number ? "number" : column.wrap ? "wrap" : "", column.minor ? "minor" : ""].join(" ").trim();
}

function group(rows, by) {
  const groups = new Map();
  for (const row of rows) {
    groups.set(by(row), [...(groups.get(by(row)) ?? []), row]);
  }

  return groups;
}
