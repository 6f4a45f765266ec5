/* Entry without loss: a warning before unsaved work is left, and the officer's own position. */
"use strict";
{
  const form = document.querySelector("form[id$=_form][method=post]");
  const state = () =>
    [...new FormData(form).entries()]
      .filter(([name]) => name !== "csrfmiddlewaretoken")
      .map(([name, value]) => `${name}=${value instanceof File ? value.name : value}`)
      .join("\n");

  const guard = () => {
    const hadErrors = form.querySelector(".errorlist, .unconfirmed") !== null;
    const first = state();
    let leaving = false;
    form.addEventListener("submit", () => { leaving = true; });
    window.addEventListener("beforeunload", (event) => {
      if (!leaving && (hadErrors || state() !== first)) {
        event.preventDefault();
      }
    });
  };

  const distance = (lat, lng, option) =>
    Math.hypot(lat - option.dataset.lat, (lng - option.dataset.lng) * Math.cos((lat * Math.PI) / 180));

  const propose = (lat, lng, said) => {
    const select = form.querySelector("select[name=kelurahan]");
    const known = [...(select?.options ?? [])].filter((option) => option.dataset.lat);
    if (!known.length) {
      return;
    }
    const nearest = known.reduce((a, b) => (distance(lat, lng, a) <= distance(lat, lng, b) ? a : b));
    if (!select.value) {
      select.value = nearest.value;
    }
    said.textContent = said.dataset.nearest.replace("{place}", nearest.text);
  };

  const offerPosition = () => {
    const point = form.querySelector("input[name=point]");
    const texts = document.getElementById("entry-texts");
    if (!point || !texts || !navigator.geolocation) {
      return;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button position-button";
    button.textContent = texts.dataset.usePosition;
    const said = document.createElement("p");
    said.className = "help";
    said.setAttribute("role", "status");
    said.dataset.nearest = texts.dataset.nearest;
    button.addEventListener("click", () => {
      said.textContent = texts.dataset.waiting;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          point.value = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
          said.textContent = "";
          propose(coords.latitude, coords.longitude, said);
        },
        () => { said.textContent = texts.dataset.failed; },
        { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
      );
    });
    point.after(button);
    button.after(said);
  };

  if (form) {
    guard();
    offerPosition();
  }
}
