// Runs before the first paint: tells the styles that scripts work, and applies the chosen appearance.
(function () {
  const root = document.documentElement;
  root.dataset.js = "";
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // Storage is switched off: the device decides.
  }
})();
