// Ticks of a list: all at once, a range with Shift, and how many are chosen.
export function watchTables() {
  document.querySelectorAll("form").forEach((form) => {
    const bulk = form.querySelector("[data-bulk]");
    if (bulk) watchTicks(form, bulk);
  });
}

function watchTicks(form, bulk) {
  const ticks = [...form.querySelectorAll("td.tick input[type='checkbox']")];
  const count = bulk.querySelector("[data-bulk-count]");
  const place = form.querySelector("[data-tick-all]");
  const all = document.createElement("input");
  let last = null;
  if (place) {
    all.type = "checkbox";
    all.setAttribute("aria-label", place.closest("th").textContent.trim());
    place.append(all);
  }
  const show = () => {
    const chosen = ticks.filter((tick) => tick.checked).length;
    count.textContent = String(chosen);
    bulk.querySelectorAll("button").forEach((button) => (button.disabled = chosen === 0));
    bulk.toggleAttribute("data-active", chosen > 0);
    all.checked = chosen > 0 && chosen === ticks.length;
    all.indeterminate = chosen > 0 && chosen < ticks.length;
    ticks.forEach((tick) => tick.closest("tr").classList.toggle("selected", tick.checked));
  };
  all.addEventListener("change", () => {
    ticks.forEach((tick) => (tick.checked = all.checked));
    show();
  });
  ticks.forEach((tick, index) =>
    tick.addEventListener("click", (event) => {
      if (event.shiftKey && last !== null) {
        const [from, to] = [Math.min(last, index), Math.max(last, index)];
        ticks.slice(from, to + 1).forEach((other) => (other.checked = tick.checked));
      }
      last = index;
      show();
    }),
  );
  show();
}
