// Texts of a brief in further languages, each in <details data-text="<language>">: open where there is something in it (a
// draft was put back), where the language is named as the original, and where a link leads into it.
export function watchBriefs() {
  const texts = [...document.querySelectorAll("details[data-text]")];
  if (!texts.length) return;
  texts.forEach((text) => {
    if ([...text.querySelectorAll("input, textarea")].some((field) => field.value)) text.open = true;
  });
  document.querySelector("select[name='language']")?.addEventListener("change", (event) => {
    const text = texts.find((one) => one.dataset.text === event.target.value);
    if (text) text.open = true;
  });
  const reveal = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    const text = target && target.closest("details[data-text]");
    if (!text) return;
    text.open = true;
    target.scrollIntoView({ block: "start" });
  };
  window.addEventListener("hashchange", reveal);
  reveal();
}
