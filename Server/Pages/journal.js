// What happened to the cluster, the newest first.

import * as api from "./api.js";
import { Table } from "./table.js";
import { byId, element, moment, nothing } from "./text.js";

// Of each, so that thousands of clients do not hide the one silo that died.
const most = 500;
const topics = ["silos", "hosts", "sessions"];
const losses = new Set(["siloGone", "storageAway", "hostSilent"]);

export class Journal {
  constructor() {
    this.forget();
    this.table = new Table(byId("journal"), columns, {
      caption: "What happened",
      key: entry => String(entry.number),
      page: 12,
      empty: "nothing yet",
      isBad: entry => losses.has(entry.kind),
    });
    byId("journal-about").addEventListener("change", () => this.draw());
  }

  // Asks for what is new alone.
  async poll() {
    await Promise.all(topics.map(async topic => {
      const { entries } = await api.journal(this.entries[topic][0]?.number ?? 0, topic);
      const known = this.entries[topic][0]?.number ?? 0;
      this.entries[topic] = [...entries.filter(entry => entry.number > known), ...this.entries[topic]].slice(0, most);
    }));
  }

  // A restarted server counts from the beginning.
  forget() {
    this.entries = Object.fromEntries(topics.map(topic => [topic, []]));
  }

  draw() {
    const about = byId("journal-about").value;
    const wanted = topics.filter(topic => about === "" || about === topic);
    this.table.update(wanted.flatMap(topic => this.entries[topic]).sort((left, right) => right.number - left.number));
  }

  // When silos were lost, for the chart.
  marks() {
    return this.entries.silos.filter(entry => entry.kind === "siloGone").map(entry => Date.parse(entry.at));
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
