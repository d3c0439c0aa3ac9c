// The cluster: its silos, what its grains do, its hosts.

import * as api from "./api.js";
import { confirm } from "./confirm.js";
import { CallChart } from "./history.js";
import { Journal } from "./journal.js";
import { Rates } from "./rates.js";
import { Table } from "./table.js";
import { byId, count, element, moment, nothing, rate, say, show, span } from "./text.js";

const page = 25;

export class Overview {
  constructor(again) {
    this.again = again;
    this.rates = new Rates();
    this.chart = new CallChart();
    this.journal = new Journal();
    this.open = new Set();
    this.offset = 0;
    this.silos = new Table(byId("silos"), this.siloColumns(), {
      caption: "Silos",
      key: silo => silo.name,
      sort: 0,
      empty: "no silo",
      isBad: silo => silo.state === "gone",
    });
    this.hosts = new Table(byId("hosts"), hostColumns, { caption: "Hosts", key: host => host.name, page, empty: "no host; ./sva run FILE --connect ADDRESS boots some" });
    this.activity = new Table(byId("activity"), this.activityColumns(), {
      caption: "Grain activity by type and method",
      key: row => `${row.type}|${row.method ?? ""}`,
      parent: row => row.method === null ? null : `${row.type}|`,
      page: 400,
      sort: 0,
      empty: "nothing has been called yet",
    });
    byId("add-silo").addEventListener("click", () => confirm(
      { title: "Add a silo", text: "A silo joins the cluster. Hosts that are up stay where they are; new ones may be placed on it.", yes: "Add" },
      async () => {
        const added = await api.addSilo();
        again();
        return `${added.silo} is up`;
      }));
    byId("hosts-search").addEventListener("input", () => this.turn(0));
    byId("hosts-back").addEventListener("click", () => this.turn(Math.max(0, this.offset - page)));
    byId("hosts-next").addEventListener("click", () => this.turn(this.offset + page));
    byId("activity-silo").addEventListener("change", () => this.drawActivity());
    byId("activity-all").addEventListener("change", () => this.drawActivity());
  }

  show(isShown) {
    show(byId("overview"), isShown);
  }

  async poll(cluster) {
    const [activity, hosts] = await Promise.all([
      api.activity(),
      api.hosts(this.offset, page, byId("hosts-search").value.trim()),
      this.chart.poll(),
      this.journal.poll(),
    ]);
    this.seen = activity;
    this.perSecond = this.rates.add(activity, performance.now());
    this.drawSilos(cluster, activity);
    this.drawStrangers(cluster);
    this.chart.draw(this.rates.all, this.journal.marks());
    this.journal.draw();
    this.drawHosts(hosts);
    this.drawActivity();
  }

  // The server has restarted.
  forget() {
    this.chart.forget();
    this.journal.forget();
  }

  turn(offset) {
    this.offset = offset;
    this.again();
  }

  siloColumns() {
    return [
      { title: "silo", header: true, text: silo => silo.name, value: silo => silo.name },
      { title: "state", text: silo => silo.state, value: silo => silo.state },
      { title: "since", minor: true, text: silo => moment(silo.since), value: silo => silo.since },
      { title: "process", number: true, minor: true, text: silo => silo.processId === null ? nothing : String(silo.processId) },
      { title: "hosts", number: true, live: true, text: silo => count(silo.hosts), value: silo => silo.hosts },
      { title: "calls/s", number: true, minor: true, live: true, text: silo => rate(silo.rate), value: silo => silo.rate },
      { title: "why", wrap: true, text: silo => silo.why ?? "" },
      {
        title: "",
        memo: silo => `${silo.name} ${silo.state}`,
        fill: (cell, silo) => {
          if (silo.state === "up") {
            const kill = element("button", "danger small", "Kill…");
            kill.type = "button";
            kill.setAttribute("aria-label", `Kill ${silo.name}`);
            kill.addEventListener("click", () => this.kill(silo.name));
            cell.append(kill);
          }
        },
      },
    ];
  }

  kill(name) {
    confirm(
      { title: `Kill ${name}`, text: "It dies as a machine does: without a word. Hosts that live on it crash, and come back on another silo in their next boot: empty, or from their checkpoint if that was requested.", yes: `Kill ${name}` },
      async () => {
        await api.killSilo(name);
        this.again();
        return `${name} is dead`;
      });
  }

  drawSilos(cluster, activity) {
    const by = new Map(activity.silos.map(silo => [silo.silo, silo]));
    this.silos.update(cluster.silos.map(silo => ({
      ...silo,
      hosts: silo.state === "up" ? (by.get(silo.name)?.types ?? []).filter(type => type.type === "host").reduce((sum, type) => sum + type.activations, 0) : null,
      rate: silo.state === "up" ? this.perSecond?.get(silo.name) ?? null : null,
    })));
    const select = byId("activity-silo");
    const names = activity.silos.map(silo => silo.silo);
    if ([...select.options].slice(1).map(option => option.value).join("\n") !== names.join("\n")) {
      const chosen = select.value;
      select.replaceChildren(select.options[0], ...names.map(name => new Option(name, name)));
      select.value = names.includes(chosen) ? chosen : "";
    }
  }

  // Members that this server did not start, and refused attempts to join.
  drawStrangers({ unknownMembers, refusedConnections }) {
    const members = unknownMembers.map(member => `Unknown member ${member.name} at ${member.address} (${member.state}): this server did not start it, and it gets no host.`);
    const refused = refusedConnections === 0 ? [] : [`Connections refused because the other side is no silo of this server: ${count(refusedConnections)}.`];
    say(byId("unknown-members"), [...members, ...refused].join(" "));
    show(byId("unknown-members"), members.length + refused.length > 0);
  }

  drawHosts({ hosts, total }) {
    if (hosts.length === 0 && this.offset > 0) {
      this.turn(0);
      return;
    }

    this.hosts.update(hosts);
    say(byId("hosts-range"), total === 0 ? "no host" : `${count(this.offset + 1)} to ${count(this.offset + hosts.length)} of ${count(total)}`);
    show(byId("hosts-pager"), total > page);
    byId("hosts-back").disabled = this.offset === 0;
    byId("hosts-next").disabled = this.offset + hosts.length >= total;
  }

  activityColumns() {
    return [
      {
        title: "grain type, method",
        header: true,
        value: row => row.method ?? row.type,
        memo: row => `${row.type}|${row.method ?? ""}|${this.isOpen(row.type)}`,
        fill: (cell, row) => {
          if (row.method !== null) {
            cell.append(element("span", "method", row.method));
            return;
          }

          const toggle = element("button", "toggle", row.type);
          toggle.type = "button";
          toggle.setAttribute("aria-expanded", String(this.isOpen(row.type)));
          toggle.addEventListener("click", () => {
            this.open[this.open.has(row.type) ? "delete" : "add"](row.type);
            this.drawActivity();
            // The button was created again, so the focus goes back to it.
            [...byId("activity").querySelectorAll(".toggle")].find(button => button.textContent === row.type)?.focus();
          });
          cell.append(toggle);
        },
      },
      { title: "activations", number: true, live: true, text: row => row.method === null ? count(row.activations) : "", value: row => row.activations },
      { title: "queue", number: true, live: true, text: row => row.method === null ? count(row.queued) : "", value: row => row.queued },
      { title: "calls", number: true, live: true, text: row => count(row.calls), value: row => row.calls },
      { title: "calls/s", number: true, live: true, text: row => rate(row.rate), value: row => row.rate },
      { title: "mean latency", number: true, live: true, text: row => span(row.mean), value: row => row.mean },
      { title: "max latency", number: true, live: true, text: row => span(row.max), value: row => row.max },
      { title: "exceptions", number: true, live: true, text: row => count(row.faults), value: row => row.faults },
    ];
  }

  isOpen(type) {
    return byId("activity-all").checked || this.open.has(type);
  }

  drawActivity() {
    if (!this.seen) {
      return;
    }

    const chosen = byId("activity-silo").value;
    const clock = this.seen.latencyClock;
    say(byId("activity-words"), clock === "modelled"
      ? "Sums since the start. Latencies are modelled: the time that calls and their answers tell, waiting included."
      : "Sums since each silo's start. Latencies are measured: wall time from a call's admission to its end.");
    const rows = new Map();
    for (const silo of this.seen.silos.filter(silo => chosen === "" || silo.silo === chosen)) {
      for (const type of silo.types) {
        const whole = fetchRow(rows, type.type, null);
        whole.activations += type.activations;
        whole.queued += type.queued;
        for (const method of type.methods) {
          const perSecond = this.perSecond?.get(`${silo.silo}|${type.type}|${method.method}`) ?? null;
          add(whole, method, perSecond);
          if (this.isOpen(type.type)) {
            add(fetchRow(rows, type.type, method.method), method, perSecond);
          }
        }
      }
    }

    this.activity.update([...rows.values()].map(row => ({ ...row, mean: row.calls > row.faults ? row.latency / (row.calls - row.faults) : null })));
  }
}

function fetchRow(rows, type, method) {
  const key = `${type}|${method ?? ""}`;
  if (!rows.has(key)) {
    rows.set(key, { type, method, activations: method === null ? 0 : null, queued: method === null ? 0 : null, calls: 0, rate: null, faults: 0, latency: 0, max: 0 });
  }

  return rows.get(key);
}

function add(row, method, perSecond) {
  row.calls += method.calls;
  row.faults += method.faults;
  row.latency += method.latencySum;
  row.max = Math.max(row.max, method.latencyMax);
  row.rate = perSecond === null ? row.rate : (row.rate ?? 0) + perSecond;
}

const hostColumns = [
  {
    title: "host",
    header: true,
    memo: host => host.name,
    fill: (cell, host) => {
      const link = element("a", "", host.name);
      link.href = `#/hosts/${encodeURIComponent(host.name)}`;
      cell.append(link);
    },
  },
  { title: "silo", text: host => host.status?.silo ?? "does not answer" },
  { title: "kernel", text: host => host.generation },
  { title: "boot", number: true, text: host => count(host.status?.epoch.value) },
  { title: "programs", number: true, text: host => count(host.status?.running) },
  { title: "objects", number: true, text: host => count(host.status?.objects) },
  { title: "time, modelled", number: true, text: host => span(host.status?.at.nanoseconds) },
  { title: "checkpoint", text: host => host.status?.hasCheckpoint ? "kept" : nothing },
  { title: "goes with", text: host => host.owner === null ? "stays" : `client ${host.owner}` },
];
