// Which page is shown, and when it polls the cluster: only while it is visible, and seldom enough that polling costs little.

import * as api from "./api.js";
import { Host } from "./host.js";
import { Overview } from "./overview.js";
import { byId, count, duration, say, show } from "./text.js";

const pause = 1500;
const pauseMax = 60000;

// After an answer that took long the next question waits that much longer, so that a page takes less than 5 % of a cluster's time.
const patience = 20;

// A rate needs two answers, so the first polls follow each other without that wait.
const looksAtOnce = 2;

const storages = { memory: "memory", postgreSql: "PostgreSQL" };

let timer = 0;
let turn = 0;
let failures = 0;
let looks = 0;
let clock = null;

const overview = new Overview(again);
const host = new Host(again);

// What the address names: the cluster, a host by its name, or nothing that there is.
function place() {
  const match = /^#\/hosts?\/([^/]+)$/.exec(location.hash);
  try {
    return match ? { host: decodeURIComponent(match[1]) } : { isCluster: ["", "#", "#/"].includes(location.hash) };
  } catch {
    // A percent sign that begins nothing.
    return {};
  }
}

function route() {
  const { host: name = null, isCluster = false } = place();
  const isNowhere = name === null && !isCluster;
  document.title = `${name ?? (isNowhere ? "No such page" : "Cluster")} – SvaOrleans`;
  overview.show(isCluster);
  host.show(name !== null, name);
  show(byId("nowhere"), isNowhere);
  say(byId("nowhere-address"), location.hash);
  return { name, isCluster };
}

async function round() {
  clearTimeout(timer);
  if (document.hidden) {
    return;
  }

  const mine = ++turn;
  const began = performance.now();
  try {
    const cluster = await api.cluster();
    if (clock && cluster.upSeconds < clock.up) {
      overview.forget();
    }

    header(cluster);
    const { name, isCluster } = route();
    await (isCluster ? overview.poll(cluster) : name === null ? null : host.poll());
    failures = 0;
    looks++;
    show(byId("trouble"), false);
  } catch (refusal) {
    failures++;
    say(byId("trouble"), `${refusal.message} What is shown may be old; asking again.`);
    show(byId("trouble"), true);
  }

  // The page may have changed or been hidden meanwhile.
  if (mine === turn && !document.hidden) {
    const took = performance.now() - began;
    timer = setTimeout(round, Math.min(pauseMax, Math.max(pause * 2 ** Math.min(failures, 4), looks < looksAtOnce ? 0 : took * patience)));
  }
}

function again() {
  void round();
}

function header(cluster) {
  const up = cluster.silos.filter(silo => silo.state === "up").length;
  say(byId("about"), cluster.about);
  say(byId("fact-engine"), cluster.engine);
  say(byId("fact-silos"), `${count(up)} of ${count(cluster.silos.length)}`);
  say(byId("fact-hosts"), count(cluster.hosts));
  say(byId("fact-clients"), count(cluster.sessions));
  say(byId("fact-storage"), storages[cluster.storage] ?? cluster.storage);
  show(byId("dashboard"), cluster.dashboard !== null);
  byId("dashboard-link").href = cluster.dashboard === null ? "/" : `${cluster.dashboard}/`;
  clock = { at: performance.now(), up: cluster.upSeconds };
  tick();
}

function tick() {
  if (clock && failures === 0) {
    say(byId("fact-up"), duration(clock.up + (performance.now() - clock.at) / 1000));
  }
}

setInterval(() => document.hidden || tick(), 1000);
document.addEventListener("visibilitychange", () => {
  clearTimeout(timer);
  if (!document.hidden) {
    again();
  }
});
window.addEventListener("hashchange", () => {
  route();
  byId("main").focus({ preventScroll: true });
  window.scrollTo(0, 0);
  again();
});
route();
again();
