/* Sharing by the phone's own menu, and copying the address: only where the browser can. */
"use strict";
const address = document.querySelector("#page-address");
const offer = (id, act) => {
  const button = document.querySelector(id);
  button.parentElement.hidden = false;
  button.addEventListener("click", () => act(button));
};
if (address && navigator.share) {
  offer("#share", ({ dataset }) => navigator.share({ title: dataset.title, url: address.value }).catch(() => {}));
}
if (address && navigator.clipboard) {
  offer("#copy", async (button) => {
    await navigator.clipboard.writeText(address.value);
    button.querySelector("span").textContent = button.dataset.done;
  });
}
