// Forms marked data-draft="<name>" keep what was typed in this tab until they are sent, and warn before leaving.
// Forms marked data-record="<record>" notice that the same record is open for editing in another tab.
// Words come from the page: data-restored, data-discard, data-elsewhere.
export function watchForms() {
  forgetSent();
  document.querySelectorAll("form[data-draft]").forEach((form) => new Draft(form));
  document.querySelectorAll("form[data-record]").forEach(noticeOtherTabs);
}

const SENT = "draft-sent";

// A draft is dropped only once the answer shows that the form was taken: the next page has no errors.
function forgetSent() {
  const store = storage();
  const sent = store?.getItem(SENT);
  if (!sent) return;
  store.removeItem(SENT);
  if (!document.querySelector("[data-error-summary]")) store.removeItem(sent);
}

class Draft {
  constructor(form) {
    this.form = form;
    this.key = `draft:${location.pathname}:${form.dataset.draft}`;
    this.dirty = false;
    this.store = storage();
    if (!isRefused(form)) this.restore();
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", () => {
      this.dirty = false;
      this.save();
      this.store?.setItem(SENT, this.key);
    });
    window.addEventListener("beforeunload", (event) => {
      if (!this.dirty) return;
      event.preventDefault();
      event.returnValue = "";
    });
  }

  changed() {
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), 400);
  }

  controls() {
    return [...this.form.elements].filter(
      (control) => control.name && !["password", "file", "hidden", "submit", "button"].includes(control.type),
    );
  }

  save() {
    const values = this.controls().map((control) => [control.name, valueOf(control)]);
    this.store?.setItem(this.key, JSON.stringify(values));
  }

  restore() {
    const kept = this.store?.getItem(this.key);
    if (!kept) return;
    const values = JSON.parse(kept);
    const controls = this.controls();
    if (values.length !== controls.length) return;
    const before = JSON.stringify(controls.map((control) => [control.name, valueOf(control)]));
    if (before === kept) return;
    controls.forEach((control, index) => setValue(control, values[index][1]));
    this.dirty = true;
    this.tell();
  }

  tell() {
    const notice = note(this.form.dataset.restored ?? "", "info");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small";
    button.textContent = this.form.dataset.discard ?? "";
    button.addEventListener("click", () => {
      this.store.removeItem(this.key);
      this.dirty = false;
      location.reload();
    });
    notice.append(button);
    this.form.prepend(notice);
  }
}

// A form that came back with errors already holds what was typed.
function isRefused(form) {
  return [...document.querySelectorAll("[data-error-summary]")].some(
    (summary) => form.contains(summary) || !summary.closest("form"),
  );
}

function valueOf(control) {
  if (control.type === "checkbox" || control.type === "radio") return control.checked;
  if (control.multiple) return [...control.selectedOptions].map((option) => option.value);
  return control.value;
}

function setValue(control, value) {
  if (control.type === "checkbox" || control.type === "radio") control.checked = value;
  else if (control.multiple) [...control.options].forEach((option) => (option.selected = value.includes(option.value)));
  else control.value = value;
}

function noticeOtherTabs(form) {
  if (!("BroadcastChannel" in window) || !form.dataset.record) return;
  const channel = new BroadcastChannel(`editing:${form.dataset.record}`);
  let told = false;
  const tell = () => {
    if (told) return;
    told = true;
    form.prepend(note(form.dataset.elsewhere ?? "", "warn"));
  };
  channel.addEventListener("message", (event) => {
    tell();
    if (event.data === "opened") channel.postMessage("also here");
  });
  channel.postMessage("opened");
}

function note(words, tone) {
  const notice = document.createElement("div");
  notice.className = `notice tone-${tone}`;
  notice.setAttribute("role", "status");
  const body = document.createElement("div");
  body.className = "notice-body";
  body.textContent = words;
  notice.append(body);
  return notice;
}

function storage() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}
