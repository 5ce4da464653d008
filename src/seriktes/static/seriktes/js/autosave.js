// Counters: <p data-counter-for="id"> beside a field with data-limit says how many characters are used.
// Forms marked data-autosave="<address>" save themselves a moment after the last key. The answer is JSON: `version` and
// `words`, and `unsaved` where a part of it was not kept; 409 or 422 with `words` says why nothing was saved. Words come
// from the page or the answer.
export function watchAutosave() {
  document.querySelectorAll("[data-counter-for]").forEach(watchCounter);
  document.querySelectorAll("form[data-autosave]").forEach((form) => new Autosave(form));
}

function watchCounter(counter) {
  const field = document.getElementById(counter.dataset.counterFor);
  const counted = counter.querySelector("[data-counted]");
  if (!field || !counted) return;
  const limit = Number(field.dataset.limit);
  const figures = new Intl.NumberFormat(document.documentElement.lang || undefined);
  const count = () => {
    const length = [...field.value].length;
    counted.textContent = figures.format(length);
    counter.classList.toggle("is-over", length > limit);
  };
  field.addEventListener("input", count);
  count();
}

const PAUSE = 1500;

class Autosave {
  constructor(form) {
    this.form = form;
    this.told = document.getElementById(form.dataset.autosaveTold ?? "");
    this.dirty = false;
    this.unsaved = false;
    this.stopped = false;
    this.running = null;
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", () => {
      this.stopped = this.leaving = true;
      clearTimeout(this.timer);
    });
    window.addEventListener("beforeunload", (event) => {
      if (!(this.dirty || this.unsaved) || this.leaving) return;
      event.preventDefault();
      event.returnValue = "";
    });
  }

  changed() {
    this.dirty = true;
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  // One at a time: the next one carries the version that the last one was given.
  async save() {
    if (this.running || this.stopped) return;
    this.dirty = false;
    this.running = this.send();
    await this.running;
    this.running = null;
    if (this.dirty && !this.stopped) this.changed();
  }

  async send() {
    try {
      const answer = await fetch(this.form.dataset.autosave, {
        method: "POST",
        body: new FormData(this.form),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
      const said = await answer.json();
      if (answer.ok) {
        this.form.elements.expected_version.value = said.version;
        this.unsaved = said.unsaved;
        this.say(said.words, said.unsaved ? "warn" : "ok");
      } else {
        this.dirty = true;
        // Somebody else saved, or it is too late: what is typed stays, and is saved by hand.
        this.stopped = answer.status === 409;
        this.say(said.words, "bad");
      }
    } catch {
      this.dirty = true;
      this.say(this.form.dataset.autosaveFailed ?? "", "warn");
    }
  }

  say(words, tone) {
    if (!this.told) return;
    this.told.textContent = words;
    this.told.className = `autosave-told tone-${tone}`;
  }
}
