/* Asks how far a check or an import has come, and loads the page anew when it is done. */
"use strict";
{
  const box = document.getElementById("import-progress");
  const bar = box?.querySelector("progress");
  const text = box?.querySelector(".import-progress-text");
  const show = (found) => {
    if (found.total) {
      bar.max = found.total;
      bar.value = found.done;
    }
    text.textContent = found.text;
  };
  const ask = async (wait) => {
    try {
      const answer = await fetch(box.dataset.url, { headers: { Accept: "application/json" } });
      const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
      const found = answer.ok && isJson ? await answer.json() : null;
      if (found?.running === false || (answer.ok && !isJson) || answer.status === 404) {
        window.location.reload(); // done, or logged out
        return;
      }
      if (found) {
        show(found);
      }
    } catch {
      wait = Math.min(wait * 2, 30000); // no network: ask again, ever more seldom
    }
    setTimeout(ask, wait, wait);
  };
  if (box) {
    setTimeout(ask, 1000, 1000);
  }
}
