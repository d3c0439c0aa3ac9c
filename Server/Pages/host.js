// One host: its hardware's tables, its devices, its address spaces, and its power switch.

import * as api from "./api.js";
import { check, confirm } from "./confirm.js";
import { drawTables } from "./drawing.js";
import { Table } from "./table.js";
import { byId, count, deviceOrder, facts, few, nothing, octets, say, shortDevice, show, span } from "./text.js";

const bond = bond => `${bond.pasid} → ${bond.mm}`;
const kinds = { armSmmuV3: "Arm SMMUv3", intelVtd: "Intel VT-d", amdVi: "AMD-Vi" };

export class Host {
  constructor(again) {
    this.again = again;
    this.tables = {
      iommus: new Table(byId("host-iommus"), iommuColumns, { caption: "IOMMUs", key: row => row.name, sort: 0, page: 20 }),
      domains: new Table(byId("host-domains"), domainColumns, { caption: "Domains", key: row => row.name, sort: 0, page: 20 }),
      devices: new Table(byId("host-devices"), deviceColumns, { caption: "Devices", key: row => row.name, sort: 0, page: 20 }),
      mms: new Table(byId("host-mms"), mmColumns, { caption: "Address spaces", key: row => row.name, sort: 0, page: 20 }),
    };
    byId("host-draw").addEventListener("change", () => this.drawPicture());
    byId("host-checkpoint").addEventListener("click", () => this.checkpoint());
    byId("host-reboot").addEventListener("click", () => this.reboot(false));
    byId("host-restore").addEventListener("click", () => this.reboot(true));
    byId("host-off").addEventListener("click", () => this.off());
  }

  show(isShown, name) {
    show(byId("host"), isShown);
    if (isShown && this.name !== name) {
      this.name = name;
      this.view = null;
      this.drawn = "";
      byId("host-draw").replaceChildren();
      byId("host-drawing").replaceChildren();
      say(byId("host-name"), name);
      facts(byId("host-facts"), []);
      facts(byId("host-left"), []);
      Object.values(this.tables).forEach(table => table.update([]));
    }
  }

  async poll() {
    const name = this.name;
    let seen;
    try {
      seen = await api.host(name);
    } catch (refusal) {
      if (refusal.fault === "lost") {
        throw refusal;
      }

      say(byId("host-trouble"), refusal.message);
      show(byId("host-trouble"), true);
      show(byId("host-body"), false);
      this.enable(false, false);
      return;
    }

    if (name === this.name) {
      show(byId("host-trouble"), false);
      show(byId("host-body"), true);
      this.draw(seen);
    }
  }

  draw({ line, view, at }) {
    this.view = view;
    const status = line.status;
    this.enable(true, status.hasCheckpoint);
    facts(byId("host-facts"), [
      ["silo", status.silo],
      ["kernel", line.generation],
      ["boot", count(status.epoch.value)],
      ["programs running", count(status.running)],
      ["objects", count(status.objects)],
      ["checkpoint", status.hasCheckpoint ? "kept" : "none"],
      ["goes with", line.owner === null ? "stays" : `client ${line.owner}`],
      ["time, modelled", span(at.nanoseconds)],
    ]);
    const left = view.left;
    facts(byId("host-left"), [
      ["PASIDs", count(left.pasids)],
      ["bonds", count(left.bonds)],
      ["PASID table entries", count(left.tableEntries)],
      ["cached translations", count(left.cachedTranslations)],
      ["faults pending", count(left.pendingFaults)],
      ["frees deferred", count(left.deferredFrees)],
    ]);
    const behind = new Map(view.iommus.flatMap(iommu => iommu.deviceTable.map(entry => [entry.device, { iommu: iommu.name, ats: entry.ats }])));
    const memory = new Map();
    view.iommus.forEach(iommu => iommu.pasidTables.forEach(table => memory.set(table.domain, (memory.get(table.domain) ?? 0) + table.sizeBytes)));
    const ioMms = new Map(view.ioMms.map(ioMm => [ioMm.mm, ioMm]));
    this.tables.iommus.update(view.iommus);
    this.tables.domains.update(view.domains.map(domain => ({ ...domain, memory: memory.get(domain.name) ?? 0 })));
    this.tables.devices.update(view.devices.map(device => ({ ...device, ...(behind.get(device.name) ?? { iommu: null, ats: false }) })));
    this.tables.mms.update(view.mms.map(mm => ({ ...mm, ioMm: ioMms.get(mm.name) ?? null })));
    this.drawChoice();
    this.drawPicture();
  }

  drawChoice() {
    const select = byId("host-draw");
    const names = this.view.iommus.map(iommu => iommu.name);
    if ([...select.options].map(option => option.value).join("\n") !== names.join("\n")) {
      const used = this.view.iommus.find(iommu => iommu.pasidTables.some(table => table.entries.some(entry => entry.mm !== null)));
      const chosen = names.includes(select.value) ? select.value : used?.name ?? names[0] ?? "";
      select.replaceChildren(...names.map(name => new Option(name, name)));
      select.value = chosen;
    }

    show(byId("host-draw-label"), names.length > 1);
  }

  drawPicture() {
    const iommu = this.view?.iommus.find(one => one.name === byId("host-draw").value);
    const memo = iommu ? JSON.stringify([iommu.name, iommu.deviceTable, iommu.pasidTables]) : "";
    if (memo !== this.drawn) {
      this.drawn = memo;
      byId("host-drawing").replaceChildren(...(iommu ? [drawTables(iommu)] : []));
    }
  }

  enable(isUp, hasCheckpoint) {
    byId("host-checkpoint").disabled = !isUp;
    byId("host-reboot").disabled = !isUp;
    byId("host-restore").disabled = !isUp || !hasCheckpoint;
    byId("host-off").disabled = !isUp;
  }

  checkpoint() {
    const name = this.name;
    confirm(
      { title: `Checkpoint ${name}`, text: "Keeps the state of all its objects, in place of an earlier checkpoint. Refused while a program runs.", yes: "Checkpoint", option: "should the host crash, it comes back from this checkpoint instead of empty" },
      async comesBackRestored => {
        const kept = check(await api.checkpoint(name, comesBackRestored));
        this.again();
        return `${count(kept.objects)} objects of ${name} are kept, ${octets(kept.bytes)}`;
      });
  }

  reboot(fromCheckpoint) {
    const name = this.name;
    confirm(
      { title: `Reboot ${name}`, text: fromCheckpoint ? "Everything goes back to what the checkpoint kept. Refused while a program runs." : "Every process, bond and PASID goes; only the hardware stays. Refused while a program runs.", yes: "Reboot" },
      async () => {
        const booted = check(await api.reboot(name, fromCheckpoint));
        this.again();
        return `${name} is in boot ${count(booted.epoch.value)}`;
      });
  }

  off() {
    const name = this.name;
    confirm(
      { title: `Power off ${name}`, text: "Switches it off whatever runs, and forgets its checkpoint. For requests that still wait for its answer the outcome is not known.", yes: `Power off ${name}` },
      async () => {
        await api.powerOff(name);
        location.hash = "#/";
        return `${name} is off`;
      });
  }
}

const iommuColumns = [
  { title: "IOMMU", header: true, text: row => row.name, value: row => row.name },
  { title: "kind", text: row => kinds[row.kind] ?? row.kind, value: row => row.kind },
  { title: "PASID bits", number: true, text: row => count(row.pasidWidth), value: row => row.pasidWidth },
  { title: "devices", number: true, live: true, text: row => count(row.deviceTable.length), value: row => row.deviceTable.length },
  { title: "PASID tables", number: true, live: true, text: row => count(row.pasidTables.length), value: row => row.pasidTables.length },
  { title: "IOTLB", number: true, live: true, text: row => `${count(row.iotlb.count)} / ${count(row.iotlb.capacity)}`, value: row => row.iotlb.count },
  { title: "page requests", number: true, live: true, text: row => count(row.pageRequests), value: row => row.pageRequests },
  { title: "commands done", number: true, live: true, text: row => count(row.commandsExecuted), value: row => row.commandsExecuted },
];

const domainColumns = [
  { title: "domain", header: true, text: row => row.name, value: row => row.name },
  { title: "devices", text: row => few(row.devices.map(shortDevice)), value: row => row.devices.length },
  { title: "PASID table: PASID → mm", text: row => few(row.entries.filter(entry => entry.mm !== null).map(bond)), value: row => -row.entries.length },
  { title: "private mappings", number: true, live: true, text: row => count(row.ioPageTable.length), value: row => row.ioPageTable.length },
  { title: "table memory", number: true, live: true, text: row => octets(row.memory), value: row => row.memory },
];

const deviceColumns = [
  { title: "device", header: true, text: row => shortDevice(row.name), value: row => deviceOrder(row.name) },
  { title: "IOMMU", text: row => row.iommu ?? nothing, value: row => row.iommu },
  { title: "domain", text: row => row.domain ?? nothing, value: row => row.domain },
  { title: "PASIDs", text: row => row.closing ? "closing" : row.param ? `${count(row.param.pasidMin)} to ${count(row.param.pasidMax)}` : "not initialised" },
  { title: "bonds: PASID → mm", text: row => few(row.bonds.map(bond)), value: row => -row.bonds.length },
  { title: "DMA stopped", text: row => few(row.stopped.map(String)) },
  { title: "ATS", text: row => row.ats ? "on" : nothing },
  { title: "ATC", number: true, live: true, text: row => `${count(row.atc.count)} / ${count(row.atc.capacity)}`, value: row => row.atc.count },
  { title: "ATS asked", number: true, live: true, text: row => count(row.outstandingTranslations), value: row => row.outstandingTranslations },
  { title: "faults partial / pending", number: true, live: true, text: row => row.hasFaultQueue ? `${count(row.partialFaults)} / ${count(row.pendingGroups)}` : nothing, value: row => row.partialFaults + row.pendingGroups },
];

const mmColumns = [
  { title: "mm", header: true, text: row => row.name, value: row => row.name },
  { title: "state", text: row => row.exited ? "exited" : "lives", value: row => Number(row.exited) },
  { title: "users", number: true, live: true, text: row => count(row.users), value: row => row.users },
  { title: "references", number: true, live: true, text: row => count(row.count), value: row => row.count },
  { title: "mappings", number: true, live: true, text: row => count(row.vmas.length), value: row => row.vmas.length },
  { title: "resident pages", number: true, live: true, text: row => count(row.resident), value: row => row.resident },
  { title: "PASID", number: true, text: row => (row.ioMm?.pasid ?? null) === null ? nothing : count(row.ioMm.pasid), value: row => row.ioMm?.pasid ?? null },
  { title: "io_mm", text: row => row.ioMm ? `${row.ioMm.life}, ${row.ioMm.references === 1 ? "1 reference" : `${count(row.ioMm.references)} references`}` : nothing },
  { title: "bonds", text: row => row.ioMm ? few(row.ioMm.bonds.map(one => shortDevice(one.device))) : nothing, value: row => -(row.ioMm?.bonds.length ?? 0) },
];
