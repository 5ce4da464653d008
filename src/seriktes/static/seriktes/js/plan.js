// Drags a stand to another place of the plan with a mouse or a pen; fingers scroll the plan, and move a stand by its arrows.
const root = document.querySelector("[data-plan]");
const form = root?.querySelector("[data-put]");
const step = Number(root?.dataset.step);

function begin(event, link) {
  if (event.button !== 0 || event.pointerType === "touch") return;
  const svg = link.ownerSVGElement;
  const scale = svg.viewBox.baseVal.width / svg.getBoundingClientRect().width;
  const steps = (now, then) => Math.round(((now - then) * scale) / step);
  let [right, down] = [0, 0];
  const move = (moved) => {
    [right, down] = [steps(moved.clientX, event.clientX), steps(moved.clientY, event.clientY)];
    link.setAttribute("transform", `translate(${right * step} ${down * step})`);
  };
  const end = () => {
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointerup", end);
    if (right || down) put(link, right, down);
  };
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", end);
}

function put(link, right, down) {
  // The click that ends a drag chooses nothing.
  link.addEventListener("click", (event) => event.preventDefault(), { once: true });
  const corner = link.querySelector("rect");
  const place = (name, by) => Math.max(0, Math.round(Number(corner.getAttribute(name)) / step) + by);
  form.elements.stand.value = link.dataset.stand;
  form.elements.x.value = place("x", right);
  form.elements.y.value = place("y", down);
  form.submit();
}

if (form) {
  root.querySelectorAll("[data-stand]").forEach((link) => {
    link.addEventListener("pointerdown", (event) => begin(event, link));
    link.addEventListener("dragstart", (event) => event.preventDefault());
  });
}
