// Menus are details elements and work without this; here they also close by Escape, by a click elsewhere,
// and one at a time. The jobs of a phone wait behind a button.
export function watchMenus() {
  const menus = () => document.querySelectorAll("details[data-menu][open]");
  const closeAll = (except) => menus().forEach((menu) => menu !== except && menu.removeAttribute("open"));

  document.addEventListener("click", (event) => closeAll(event.target.closest("details[data-menu]")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.activeElement?.closest("details[data-menu][open]");
    closeAll();
    menu?.querySelector("summary").focus();
  });
  document.addEventListener("focusin", (event) => closeAll(event.target.closest("details[data-menu]")));

  const button = document.querySelector("[data-jobs-toggle]");
  const jobs = document.getElementById("jobs");
  if (!button || !jobs) return;
  const show = (open) => {
    jobs.toggleAttribute("data-open", open);
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", () => show(!jobs.hasAttribute("data-open")));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && jobs.hasAttribute("data-open")) {
      show(false);
      button.focus();
    }
  });
}
