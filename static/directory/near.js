/* The position is asked for by this button only, and rounded to a hundred metres before it is sent. */
"use strict";
const button = document.querySelector("button.near");
if (button && navigator.geolocation) {
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const query = new URLSearchParams(location.pathname === button.dataset.list ? location.search : "");
        for (const name of ["hal", "sesudah", "sebelum"]) query.delete(name);
        for (const name of ["kategori", "kecamatan", "kelurahan"]) {
          const chosen = document.querySelector(`#s-${name}`);
          if (chosen && chosen.value) query.set(name, chosen.value);
        }
        query.set("urut", "terdekat");
        query.set("di", `${coords.latitude.toFixed(3)},${coords.longitude.toFixed(3)}`);
        location.assign(`${button.dataset.list}?${query}`);
      },
      () => {
        button.disabled = false;
        if (button.nextElementSibling.className === "note") return;
        const note = document.createElement("p");
        note.className = "note";
        note.setAttribute("role", "status");
        note.textContent = button.dataset.refused;
        button.after(note);
      },
      { maximumAge: 300000, timeout: 15000 },
    );
  });
}
