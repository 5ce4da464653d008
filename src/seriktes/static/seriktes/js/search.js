// The search box: "/" puts the cursor there; suggestions follow the combobox pattern of the ARIA practices guide.
// Without this file the form simply goes to the page of results.
const PAUSE = 180;
const SHAPES = {
  university: "M6 .5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z",
  industry: "M1 1h10v10H1z",
  state: "M6 .5 11.8 11H.2z",
};

export function watchSearch() {
  const input = document.getElementById("search");
  if (!input) return;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  const box = input.closest("[data-search]");
  if (box) new Suggestions(box, input);
}

class Suggestions {
  constructor(box, input) {
    this.box = box;
    this.input = input;
    this.rows = [];
    this.at = -1;
    this.list = document.createElement("ul");
    this.list.id = "search-suggestions";
    this.list.className = "suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", box.dataset.found);
    this.voice = document.createElement("p");
    this.voice.className = "visually-hidden";
    this.voice.setAttribute("role", "status");
    box.append(this.list, this.voice);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", this.list.id);
    input.addEventListener("input", () => this.wait());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    input.addEventListener("focus", () => this.rows.length && this.open());
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const query = this.input.value.trim();
    this.request?.abort();
    if (query.length < 2) {
      this.rows = [];
      return this.close();
    }
    this.request = new AbortController();
    try {
      const answer = await fetch(`${this.box.dataset.url}?q=${encodeURIComponent(query)}`, {
        headers: { Accept: "application/json" },
        signal: this.request.signal,
      });
      if (!answer.ok) return this.close();
      this.draw((await answer.json()).results);
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  draw(rows) {
    this.rows = rows;
    this.at = -1;
    this.list.replaceChildren(...rows.map((row, index) => this.option(row, index)));
    this.voice.textContent = rows.length ? `${this.box.dataset.found} (${rows.length})` : this.box.dataset.none;
    if (rows.length && document.activeElement === this.input) this.open();
    else this.close();
  }

  option(row, index) {
    const item = document.createElement("li");
    item.id = `search-suggestion-${index}`;
    item.className = "suggestion";
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.append(drawShape(row.side), span("label", row.label));
    if (row.note) item.append(span("note", row.note));
    item.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      if (event.button === 0) location.assign(row.url);
    });
    return item;
  }

  key(event) {
    const last = this.rows.length - 1;
    if (event.key === "ArrowDown" && last >= 0) this.move(this.at < last ? this.at + 1 : 0, event);
    else if (event.key === "ArrowUp" && last >= 0) this.move(this.at > 0 ? this.at - 1 : last, event);
    else if (event.key === "Enter" && this.at >= 0) {
      event.preventDefault();
      location.assign(this.rows[this.at].url);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    }
  }

  move(to, event) {
    event.preventDefault();
    this.open();
    this.list.children[this.at]?.setAttribute("aria-selected", "false");
    this.at = to;
    const option = this.list.children[to];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  open() {
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  close() {
    this.list.hidden = true;
    this.list.children[this.at]?.setAttribute("aria-selected", "false");
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

function span(name, text) {
  const element = document.createElement("span");
  element.className = name;
  element.textContent = text;
  return element;
}

function drawShape(side) {
  if (!(side in SHAPES)) return span("shape", "");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", `shape shape-${side}`);
  svg.setAttribute("viewBox", "0 0 12 12");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[side]);
  svg.append(path);
  return svg;
}
