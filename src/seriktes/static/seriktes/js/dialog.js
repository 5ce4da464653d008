// A link with data-dialog="<id>" opens that dialog; without this file it leads to the page that asks the same.
export function watchDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog?.showModal) {
      event.preventDefault();
      dialog.showModal();
    }
    if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog").close();
    if (event.target.matches?.("dialog[open]")) event.target.close();
  });
}
