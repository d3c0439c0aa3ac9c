// The API of docs/api.md, in full: the pages ask nothing else.

export class Refusal extends Error {
  constructor(fault, message) {
    super(message);
    this.fault = fault;
  }
}

async function send(method, path, body) {
  const request = { method, cache: "no-store", headers: { Accept: "application/json" } };
  if (body !== undefined) {
    request.headers["Content-Type"] = "application/json";
    request.body = JSON.stringify(body);
  }

  let answer;
  try {
    answer = await fetch("/api/v1/" + path, request);
  } catch {
    throw new Refusal("lost", "The server does not answer.");
  }

  if (answer.status === 204) {
    return null;
  }

  let said;
  try {
    said = await answer.json();
  } catch {
    throw new Refusal("lost", `The server answered with status ${answer.status} and nothing that can be read.`);
  }

  if (!answer.ok) {
    throw new Refusal(said.fault, said.message);
  }

  return said;
}

const get = path => send("GET", path);
const post = (path, body) => send("POST", path, body);
const remove = path => send("DELETE", path);
const enc = encodeURIComponent;

export const cluster = () => get("cluster");
export const activity = () => get("activity");
export const history = after => get(`activity/history?after=${after}`);
export const journal = (after, about) => get(`journal?after=${after}&about=${about}`);
export const hosts = (offset, limit, contains) => get(`hosts?offset=${offset}&limit=${limit}&contains=${enc(contains)}`);
export const host = name => get(`hosts/${enc(name)}`);
export const checkpoint = (name, comesBackRestored) => post(`hosts/${enc(name)}/checkpoint`, { comesBackRestored });
export const reboot = (name, fromCheckpoint) => post(`hosts/${enc(name)}/reboot`, { fromCheckpoint });
export const powerOff = name => remove(`hosts/${enc(name)}`);
export const addSilo = () => post("silos", {});
export const killSilo = name => remove(`silos/${enc(name)}`);
