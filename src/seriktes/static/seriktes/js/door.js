// The page at the door: tickets are checked on the device by their signature, scans are kept in IndexedDB and sent as soon
// as there is a network. What the device cannot know (another device admitted the same ticket) the server tells later.
const told = JSON.parse(document.getElementById("door-told").textContent);
const root = document.querySelector("[data-door]");
const words = root.dataset;
const part = (name) => root.querySelector(`[data-${name}]`);
const TONES = { admitted: "ok", twice: "warn", unknown: "warn", cancelled: "bad", other: "bad", forged: "bad" };
const TOKEN = /^S1\.([0-9a-f-]{36})\.([0-9A-Z]{4,12})\.([\w-]{86})$/;
const SHOWN = 20;

// --- What the device keeps ---------------------------------------------------------------------------------------------
const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open("seriktes-door", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("kept");
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

async function kept(name, missing) {
  const store = (await opened).transaction("kept").objectStore("kept");
  return new Promise((resolve, reject) => {
    const asked = store.get(`${told.event}.${name}`);
    asked.onsuccess = () => resolve(asked.result ?? missing);
    asked.onerror = () => reject(asked.error);
  });
}

async function keep(name, value) {
  const change = (await opened).transaction("kept", "readwrite");
  change.objectStore("kept").put(value, `${told.event}.${name}`);
  return new Promise((resolve, reject) => {
    change.oncomplete = resolve;
    change.onerror = () => reject(change.error);
  });
}

// `queue` waits to be sent, `seen` are codes that this device admitted with the time, `tickets` hashes with their state.
const state = { queue: [], seen: {}, tickets: {}, latest: [], key: null };

async function load() {
  for (const [name, missing] of Object.entries({ queue: [], seen: {}, tickets: {}, latest: [] })) {
    state[name] = await kept(name, missing);
  }
  const bytes = fromText(told.key);
  const scheme = { name: "ECDSA", namedCurve: "P-256" };
  state.key = await crypto.subtle.importKey("spki", bytes, scheme, false, ["verify"]);
}

function fromText(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

async function shortHash(code) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${told.event}.${code}`));
  return [...new Uint8Array(hash).slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// --- What a code is ----------------------------------------------------------------------------------------------------
async function judge(text) {
  const token = TOKEN.exec(text.trim());
  const code = token ? token[2] : text.replace(/[\s-]/g, "").toUpperCase().slice(0, 40);
  if (token) {
    if (token[1] !== told.event) return { code, outcome: "other" };
    const signed = new TextEncoder().encode(text.trim().slice(0, text.trim().lastIndexOf(".")));
    const scheme = { name: "ECDSA", hash: "SHA-256" };
    if (!(await crypto.subtle.verify(scheme, state.key, fromText(token[3]), signed))) return { code, outcome: "forged" };
  }
  if (state.seen[code]) return { code, outcome: "twice", first: state.seen[code] };
  const known = state.tickets[await shortHash(code)];
  if (known === "admitted") return { code, outcome: "twice" };
  if (known === "cancelled") return { code, outcome: "cancelled" };
  // A signed ticket that is younger than the list is good; what was typed must wait for the network.
  return { code, outcome: known || token ? "admitted" : "unknown" };
}

let working = Promise.resolve();
// One after the other, so that the same ticket before two lenses is one that came and one that came twice.
const take = (text) => (working = working.then(() => taken(text)).catch(report));

async function taken(text) {
  if (!text.trim()) return;
  const found = await judge(text);
  const scan = { key: newKey(), text: text.trim().slice(0, 400), at: Date.now() };
  if (found.outcome === "admitted") state.seen[found.code] = scan.at;
  state.queue.push(scan);
  state.latest = [{ ...found, key: scan.key, at: scan.at }, ...state.latest].slice(0, SHOWN);
  await Promise.all(["queue", "seen", "latest"].map((name) => keep(name, state[name])));
  show(found);
  draw();
  send();
}

function newKey() {
  return crypto.randomUUID();
}

// --- What is seen ------------------------------------------------------------------------------------------------------
function wordOf(outcome) {
  return words[`word${outcome[0].toUpperCase()}${outcome.slice(1)}`];
}

function show({ outcome, code, first }) {
  const box = part("outcome");
  box.className = `door-outcome tone-${TONES[outcome]}`;
  const since = first ? ` (${timeOf(first)})` : "";
  box.textContent = `${wordOf(outcome)}${since}: ${code}`;
  box.dataset.is = outcome;
}

const timeOf = (moment) => new Date(moment).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });

function draw() {
  const rows = state.latest.map((one) => {
    const row = document.createElement("li");
    row.className = "task";
    const name = document.createElement("p");
    name.className = "task-title";
    name.textContent = one.code;
    const chip = document.createElement("span");
    chip.className = `chip status tone-${TONES[one.outcome]}`;
    chip.textContent = `${wordOf(one.outcome)} · ${timeOf(one.at)}`;
    row.append(name, chip);
    return row;
  });
  part("latest").replaceChildren(...rows);
  stand();
}

let needsSignIn = false;
// A browser may think that it is connected where nothing gets through: what counts is the last attempt.
let reached = true;
const connected = () => navigator.onLine && reached;

function stand() {
  const waiting = state.queue.length ? ` · ${words.wordWaiting}: ${state.queue.length}` : "";
  const word = needsSignIn ? words.wordSignin : connected() ? words.wordOnline : words.wordOffline;
  part("standing").textContent = state.queue.length && !needsSignIn && connected() ? waiting.slice(3) : word + waiting;
}

function report(error) {
  part("outcome").className = "door-outcome tone-bad";
  part("outcome").textContent = String(error);
}

// --- Sending -----------------------------------------------------------------------------------------------------------
let sending = false;

async function send() {
  if (sending || !navigator.onLine) return stand();
  sending = true;
  try {
    while (state.queue.length) {
      const scans = state.queue.slice(0, told.at_once);
      const outcomes = await post(scans);
      if (outcomes === null) break;
      const sent = new Set(scans.map((scan) => scan.key));
      state.queue = state.queue.filter((scan) => !sent.has(scan.key));
      correct(outcomes);
      await Promise.all(["queue", "latest"].map((name) => keep(name, state[name])));
    }
  } catch {
    // It is tried again.
    reached = false;
  } finally {
    sending = false;
    draw();
  }
}

async function post(scans) {
  const answer = await fetch(told.scans, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") },
    body: JSON.stringify({ scans }),
  });
  reached = true;
  needsSignIn = answer.redirected || answer.status === 403;
  if (needsSignIn || !answer.ok) return null;
  return (await answer.json()).outcomes;
}

// What the server knows better: another device was there before, or the code exists after all.
function correct(outcomes) {
  for (const one of state.latest) {
    const answer = outcomes[one.key];
    if (!answer || answer.outcome === one.outcome) continue;
    one.outcome = answer.outcome;
    if (one === state.latest[0]) show({ ...one, first: answer.first });
  }
}

function cookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

async function refresh() {
  if (!navigator.onLine) return;
  try {
    const answer = await fetch(told.tickets);
    reached = true;
    if (!answer.ok || answer.redirected) return;
    state.tickets = (await answer.json()).tickets;
    await keep("tickets", state.tickets);
    part("outcome").dataset.ready = Object.keys(state.tickets).length;
    const admitted = Object.values(state.tickets).filter((one) => one === "admitted").length;
    document.querySelector("[data-admitted]").textContent = String(admitted);
  } catch {
    // What was kept stands.
    reached = false;
  } finally {
    stand();
  }
}

// --- The camera, where the browser reads codes itself ------------------------------------------------------------------
async function watchCamera() {
  const reads = "BarcodeDetector" in window && navigator.mediaDevices;
  part("no-camera").hidden = Boolean(reads);
  if (!reads) return;
  const button = part("camera");
  const video = part("video");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.hidden = false;
      await video.play();
      let last = "";
      const look = async () => {
        const [found] = await detector.detect(video).catch(() => []);
        if (found && found.rawValue !== last) take(found.rawValue);
        last = found ? found.rawValue : "";
        setTimeout(look, 250);
      };
      look();
    } catch {
      report(words.wordCamera);
    }
  });
}

async function keepPage() {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register(told.worker);
  const ready = registration.active ?? (await navigator.serviceWorker.ready).active;
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const channel = new MessageChannel();
  channel.port1.onmessage = () => (root.dataset.kept = "");
  const files = loaded.filter((address) => new URL(address).pathname.startsWith("/static/"));
  ready.postMessage({ keep: [location.origin + location.pathname, ...files] }, [channel.port2]);
}

part("typed").addEventListener("submit", (event) => {
  event.preventDefault();
  const input = event.target.elements.code;
  take(input.value);
  input.value = "";
  input.focus();
});
window.addEventListener("online", () => refresh().then(send));
window.addEventListener("offline", stand);
setInterval(() => send(), 15_000);
setInterval(() => refresh(), 60_000);

load()
  .then(() => {
    draw();
    watchCamera();
    return refresh();
  })
  .then(send)
  .catch(report);
keepPage().catch(() => {});
