/* The work list sorted from where the officer stands; to four decimals, as the server keeps it. */
"use strict";
{
  const form = document.getElementById("visit-filters");
  const position = form?.querySelector("input[name=posisi]");
  const order = form?.querySelector("select[name=urut]");
  const links = document.getElementById("visit-links");
  if (position && order && links && navigator.geolocation) {
    const texts = links.dataset;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button position-button";
    button.textContent = texts.usePosition;
    const said = document.createElement("span");
    said.className = "quiet";
    said.setAttribute("role", "status");
    button.addEventListener("click", () => {
      said.textContent = texts.waiting;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          position.value = `${coords.latitude.toFixed(4)},${coords.longitude.toFixed(4)}`;
          order.value = "jarak";
          form.submit();
        },
        () => { said.textContent = texts.failed; },
        { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
      );
    });
    links.prepend(button);
    links.append(said);
  }
}
