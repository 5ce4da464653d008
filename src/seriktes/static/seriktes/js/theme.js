// Light, dark or as the device; kept in this browser only.
export function watchTheme() {
  const select = document.getElementById("theme");
  if (!select) return;
  const root = document.documentElement;
  select.value = root.dataset.theme ?? "";
  select.addEventListener("change", () => {
    if (select.value) root.dataset.theme = select.value;
    else delete root.dataset.theme;
    try {
      if (select.value) localStorage.setItem("theme", select.value);
      else localStorage.removeItem("theme");
    } catch {
      // Not kept, but applied to this page.
    }
  });
}
