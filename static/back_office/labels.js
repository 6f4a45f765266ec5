/* Select2 draws its own boxes and gives them no name: lend them the label of their field. */
"use strict";
{
  const name = (select) => {
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    const box = select.nextElementSibling?.querySelector(".select2-selection");
    if (!label || !box) {
      return;
    }
    label.id ||= `${select.id}-label`;
    const text = box.querySelector(".select2-selection__rendered");
    box.setAttribute("aria-labelledby", text?.id ? `${label.id} ${text.id}` : label.id);
    text?.setAttribute("aria-labelledby", label.id);
    box.querySelector(".select2-search__field")?.setAttribute("aria-labelledby", label.id);
  };
  const nameAll = () => document.querySelectorAll("select.admin-autocomplete").forEach(name);
  const nameOpenSearch = (event) => {
    const label = document.querySelector(`label[for="${CSS.escape(event.target.id)}"]`);
    document.querySelectorAll(".select2-container--open .select2-search__field").forEach((field) => {
      field.setAttribute("aria-label", label ? label.textContent.trim() : "");
    });
  };
  const $ = window.django?.jQuery;
  if ($) {
    $(() => setTimeout(nameAll));
    $(document).on("select2:open", nameOpenSearch);
    document.addEventListener("formset:added", () => setTimeout(nameAll));
  }
}
