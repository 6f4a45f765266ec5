/* While a business is typed: the records that look like it, told politely below its name. */
"use strict";
{
  const NAMES = [
    "name", "kelurahan", "address", "rt", "rw", "phone", "whatsapp",
    "owner", "owner_name", "owner_nik", "owner_phone",
  ];
  const WAIT = 700; // milliseconds after the last key
  const SHORTEST = 3;

  const start = (name) => {
    const form = name.form;
    const box = document.createElement("div");
    box.className = "lookalikes";
    box.setAttribute("role", "status");
    (name.closest(".form-row") ?? name).after(box);
    let timer = 0;
    let last = "";
    let asked = null;

    const typed = () => {
      const data = new URLSearchParams();
      for (const field of NAMES) {
        data.set(field, form.elements[field]?.value ?? "");
      }
      data.set("business", name.dataset.business ?? "");
      return data;
    };

    const ask = async () => {
      const data = typed();
      const text = data.toString();
      const isWorthIt = [name.value, form.elements.owner_nik?.value, form.elements.owner_phone?.value]
        .some((value) => (value ?? "").trim().length >= SHORTEST);
      if (text === last || !isWorthIt) {
        return;
      }
      last = text;
      asked?.abort();
      asked = new AbortController();
      data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      try {
        const answer = await fetch(name.dataset.lookalikes, {
          method: "POST", body: data, signal: asked.signal, credentials: "same-origin",
        });
        const page = answer.ok && !answer.redirected ? (await answer.text()).trim() : "";
        if (page !== box.dataset.page) {
          box.dataset.page = page;
          box.innerHTML = page; // a piece of our own page, escaped where it was made
        }
      } catch {
        last = ""; // no signal: the next key asks again, and saving asks in any case
      }
    };

    const later = (event) => {
      if (!event.target.name || NAMES.includes(event.target.name)) {
        clearTimeout(timer);
        timer = setTimeout(ask, WAIT);
      }
    };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    window.django?.jQuery?.(form).on("select2:select", later);
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("input[data-lookalikes]").forEach(start);
  });
}
