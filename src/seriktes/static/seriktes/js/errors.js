// A refused form: the reader is taken to the summary, and the summary's links to the control itself.
export function watchErrors() {
  const summary = document.querySelector("[data-error-summary]");
  if (!summary) return;
  document.title = `${summary.dataset.titlePrefix}: ${document.title}`;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const control = link && document.getElementById(link.hash.slice(1));
    if (!control) return;
    event.preventDefault();
    const field = control.closest(".field") ?? control;
    field.scrollIntoView({ block: "start" });
    control.focus({ preventScroll: true });
  });
}
