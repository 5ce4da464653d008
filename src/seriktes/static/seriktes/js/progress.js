// Asks again for the fragment of a running job until the fragment no longer says where to ask.
const FIRST = 1000;
const LONGEST = 10000;

export function watchProgress() {
  document.querySelectorAll("[data-progress][data-url]").forEach((block) => poll(block, FIRST));
}

function poll(block, pause) {
  setTimeout(async () => {
    if (document.hidden) return poll(block, pause);
    try {
      const answer = await fetch(block.dataset.url, { headers: { "X-Requested-With": "fetch" } });
      if (answer.redirected) return location.assign(answer.url);
      if (!answer.ok) return poll(block, Math.min(pause * 2, LONGEST));
      const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-progress]");
      if (!next) return location.reload();
      block.replaceWith(next);
      if (next.dataset.url) poll(next, FIRST);
      else if (block.dataset.reload !== undefined) location.reload();
    } catch {
      poll(block, Math.min(pause * 2, LONGEST));
    }
  }, pause);
}
