/* A NIK or a phone number typed into a search box goes by POST, so that no address holds it. */
"use strict";
{
  const secret = /(?<!\d)(?:\d[\s.-]*){15}\d(?![\s.-]*\d)|(?<!\d)(?:\+[\s.-]*62|62|0)[\s.-]*8(?:[\s.-]*\d){7,11}(?!\d)/;
  const begun = /(?:\d[\s.-]*){8}/; // a name has none: this becomes a NIK or a phone number
  const people = new Set(["owner", "business", "product"]);
  const texts = () => document.getElementById("number-texts")?.dataset;

  const bar = document.getElementById("changelist-search");
  bar?.addEventListener("submit", (event) => {
    const typed = bar.querySelector("[name=q]")?.value ?? "";
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (!secret.test(typed) || !texts()?.lookup || !token) {
      return;
    }
    event.preventDefault();
    const form = document.createElement("form");
    form.method = "post";
    form.action = texts().lookup;
    form.append(token.cloneNode());
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "cari";
    field.value = typed;
    form.append(field);
    document.body.append(form);
    form.submit();
  });

  document.addEventListener(
    "input",
    (event) => {
      const box = event.target;
      if (!box.matches?.(".select2-search__field") || !begun.test(box.value)) {
        return;
      }
      const select = document.querySelector(".select2-container--open")?.previousElementSibling;
      if (people.has(select?.dataset.fieldName)) {
        event.stopImmediatePropagation();
        box.value = "";
        box.placeholder = texts()?.said ?? "";
        box.setAttribute("aria-description", box.placeholder);
      }
    },
    true,
  );
}
