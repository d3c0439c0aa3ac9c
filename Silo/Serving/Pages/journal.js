// What happened to the cluster, the newest first.

import * as api from "./api.js";
import { Table } from "./table.js";
import { byId, element, moment, nothing } from "./text.js";

const most = 400;
const losses = new Set(["siloGone", "storageAway", "hostSilent"]);

export class Journal {
  constructor() {
    this.entries = [];
    this.table = new Table(byId("journal"), columns, { caption: "What happened", key: entry => String(entry.number), page: 12, empty: "nothing yet", isBad: entry => losses.has(entry.kind) });
  }

  // Asks for what is new alone.
  async poll() {
    const { entries } = await api.journal(this.entries[0]?.number ?? 0);
    const known = this.entries[0]?.number ?? 0;
    this.entries = [...entries.filter(entry => entry.number > known), ...this.entries].slice(0, most);
  }

  // A server that started anew counts from the beginning.
  forget() {
    this.entries = [];
  }

  draw() {
    this.table.update(this.entries);
  }

  // When silos were lost, for the chart.
  marks() {
    return this.entries.filter(entry => entry.kind === "siloGone").map(entry => Date.parse(entry.at));
  }
}

const columns = [
  { title: "time", text: entry => moment(entry.at) },
  {
    title: "what",
    wrap: true,
    header: true,
    memo: () => "",
    fill: (cell, entry) => {
      const isHost = entry.kind.startsWith("host") && entry.kind !== "hostOff";
      const subject = element(isHost ? "a" : "span", "", entry.subject || "server");
      if (isHost) {
        subject.href = `#/hosts/${encodeURIComponent(entry.subject)}`;
      }

      cell.append(subject, element("span", "plain", ` ${entry.text}`));
    },
  },
  { title: "asked for by", wrap: true, text: entry => entry.by ?? nothing },
];
